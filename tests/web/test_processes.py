"""The processes as published, drawn and in words."""


def test_each_process_has_its_diagram_and_the_same_in_words(aileen):
    aileen.open(aileen.open("/processes").links("Ask everything")[0])

    words = [" ".join(step.text_content().split()) for step in aileen.tree.find_class("gf-twin")[0].iter("li")]

    assert words[0].startswith("1. Start: “Start”.")
    assert words[1].startswith("2. Step: “Ask”. For: ")
    [address] = aileen.tree.xpath("//@data-diagram")
    assert b'<bpmn:process id="ask_everything"' in aileen.client.get(address).data


def test_a_process_that_does_not_exist_is_not_found(aileen):
    assert aileen.open("/processes/nothing").status == 404
    assert aileen.open("/processes/nothing/diagram").status == 404
