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


def test_a_form_is_read_with_its_questions_and_when_they_are_asked(aileen):
    process = aileen.open(aileen.open("/processes").links("Ask everything")[0])

    form = aileen.open(next(link for link in process.tree.xpath("//main//a/@href") if link == "/forms/every_kind"))

    words = " ".join(form.tree.text_content().split())
    assert "Where did you meet? Words" in words
    assert "I agree · I object" in words
    assert "Not asked when" in words


def test_what_is_not_there_is_not_found(aileen):
    assert aileen.open("/forms/nothing").status == 404
    assert aileen.open("/decisions/nothing").status == 404
