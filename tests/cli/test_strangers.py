"""Files of strangers: each gets its row from `girfec check`, whatever it is made of and whoever drew it."""

import json
import os

import pytest
from click.testing import CliRunner
from diagrams import HEAD, chain, diagram, end, start, user

from app.cli import girfec

SOUND = diagram("sound", start(), user("ask"), end(), *chain("start", "ask", "end")).decode()
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
UNREADABLE = {
    "nothing at all": b"",
    "null bytes": b"\x00" * 4096,
    "null bytes in a diagram": SOUND.replace("Ask", "A\x00k").encode(),
    "billion laughs": f'<!DOCTYPE d [<!ENTITY l0 "ha">{LAUGHS}]>{SOUND.replace("Ask", "&l9;")}'.encode(),
    "quadratic blow-up": f'<!DOCTYPE d [<!ENTITY a "{"a" * 50_000}">]>{SOUND.replace("Ask", "&a;" * 20_000)}'.encode(),
    "an external entity": f'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>{SOUND.replace("Ask", "&x;")}'.encode(),
    "an external document type": f'<!DOCTYPE d SYSTEM "http://127.0.0.1:9/d.dtd">{SOUND}'.encode(),
    "cut off in the middle": SOUND.encode()[: len(SOUND) // 2],
    "UTF-16 cut in the middle of a letter": SOUND.encode("utf-16")[:-3],
    "an encoding that does not exist": f'<?xml version="1.0" encoding="martian"?>{SOUND}'.encode(),
    "letters that are no UTF-8": SOUND.replace("Ask", "Ånna").encode("latin-1"),
    "a hundred thousand levels": HEAD.encode() + b"<a>" * 100_000 + b"</a>" * 100_000 + b"</bpmn:definitions>",
    "four megabytes": SOUND.replace("</bpmn:definitions>", f"<!--{'x' * 4_000_000}--></bpmn:definitions>").encode(),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8,
    "a web page": b"<!doctype html><html><body>Sign in</body></html>",
    "an archive": b"PK\x03\x04" + b"\x00" * 200,
}
READABLE = {
    "UTF-16 with a mark": SOUND.encode("utf-16"),
    "UTF-16 with a mark, the other way round": b"\xfe\xff" + SOUND.encode("utf-16-be"),
    "UTF-16 without a mark, which says so": f'<?xml version="1.0" encoding="UTF-16LE"?>{SOUND}'.encode("utf-16-le"),
    "UTF-16 without a mark, which says it is UTF-8": f'<?xml version="1.0" encoding="UTF-8"?>{SOUND}'.encode("utf-16-le"),
    "UTF-8 with a mark": SOUND.encode("utf-8-sig"),
    "Latin-1, which says so": f'<?xml version="1.0" encoding="ISO-8859-1"?>{SOUND.replace("Ask", "Ånna")}'.encode("latin-1"),
}  # fmt: skip
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def drawn_with(names: str, *, process: str = "", step: str = "", inside: str = "", beside: str = "") -> bytes:
    """A diagram as another product saves it: its attributes on the process and the step, its elements inside and beside."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="{MODEL}" {names} id="d" targetNamespace="urn:stranger">
<process id="p" isExecutable="true" {process}>{beside}
<startEvent id="s"/><userTask id="ask" name="Ask the parents" {step}>{inside}</userTask><endEvent id="e"/>
<sequenceFlow id="f" sourceRef="s" targetRef="ask"/><sequenceFlow id="g" sourceRef="ask" targetRef="e"/>
</process></definitions>""".encode()


def extended(said: str) -> str:
    return f"<extensionElements>{said}</extensionElements>"


VENDORS = {
    "Zeebe": drawn_with(
        'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:modeler="http://camunda.org/schema/modeler/1.0" '
        'modeler:executionPlatform="Camunda Cloud" modeler:executionPlatformVersion="8.5.0" exporter="Camunda Modeler"',
        step='zeebe:modelerTemplate="t"',
        inside=extended(
            '<zeebe:userTask/><zeebe:formDefinition formId="f"/><zeebe:assignmentDefinition candidateGroups="g"/>'
            '<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping><zeebe:taskSchedule dueDate="=d"/>'
        ),
    ),
    "Flowable": drawn_with(
        'xmlns:flowable="http://flowable.org/bpmn" xmlns:activiti="http://activiti.org/bpmn" '
        'typeLanguage="http://www.w3.org/2001/XMLSchema" expressionLanguage="http://www.w3.org/1999/XPath"',
        process='flowable:candidateStarterGroups="all"',
        step='flowable:candidateGroups="g" flowable:formKey="k" activiti:assignee="${initiator}"',
        inside=extended(
            '<flowable:formProperty id="x" type="string"/><modeler:initiator-can-complete xmlns:modeler='
            '"http://flowable.org/modeler"><![CDATA[false]]></modeler:initiator-can-complete>'
        ),
    ),
    "Signavio": drawn_with(
        'xmlns:signavio="http://www.signavio.com" exporter="Signavio Process Editor, http://www.signavio.com" '
        'exporterVersion="17.1.0"',
        inside=extended(
            '<signavio:signavioMetaData metaKey="bgcolor" metaValue="#ffffcc"/>'
            '<signavio:signavioLabel ref="text_name" x="50.0" y="40.0"/>'
        ),
        beside=extended('<signavio:signavioDiagramMetaData metaKey="revisionid" metaValue="0a1b"/>'),
    ),
    "ADONIS": drawn_with(
        'xmlns:adonis="http://www.boc-eu.com/boc-is/adonis/model.request" exporter="ADONIS NP" exporterVersion="11.0"',
        inside=extended(
            '<adonis:modelAttributes><adonis:attribute name="Time" type="EXPRESSION"><![CDATA[00:000:01:00:00]]>'
            "</adonis:attribute></adonis:modelAttributes>"
        ),
    ),
    "Bizagi": drawn_with(
        'xmlns:bizagi="http://www.bizagi.com/bpmn20" exporter="Bizagi Modeler" exporterVersion="4.0"',
        inside=extended(
            '<bizagi:BizagiExtensions><bizagi:BizagiProperties><bizagi:BizagiProperty name="bgColor" value="#ECEFFF"/>'
            "</bizagi:BizagiProperties></bizagi:BizagiExtensions>"
        ),
    ),
}


def rows(*files: object, families: str = "structure,faithful") -> tuple[int, list]:
    result = CliRunner().invoke(
        girfec, ["check", "--json", "--family", families, *map(str, files)], catch_exceptions=False
    )
    return result.exit_code, json.loads(result.output)


@pytest.fixture
def written(tmp_path):
    def write(contents):
        paths = [tmp_path / f"{number}.bpmn" for number, _name in enumerate(contents)]
        for path, content in zip(paths, contents.values(), strict=True):
            path.write_bytes(content)
        return paths

    return write


def test_whatever_cannot_be_read_is_refused_in_words_and_the_next_file_is_judged_all_the_same(written):
    code, told = rows(*written(UNREADABLE))

    wrong = [
        (name, one)
        for name, one in zip(UNREADABLE, told, strict=True)
        if (one["verdict"], [found["rule"] for found in one["findings"]]) != ("refused", ["file"])
    ]
    assert (code, wrong) == (1, [])
    said = " ".join(found["message"] + found["repair"] for one in told for found in one["findings"])
    assert "root:" not in said
    assert "Error" not in said
    assert "Traceback" not in said


def test_a_diagram_in_any_encoding_that_it_names_is_read(written):
    code, told = rows(*written(READABLE))

    assert (code, [one for one in told if one["verdict"] != "ok"]) == (0, [])


def test_what_other_products_write_into_a_diagram_for_themselves_does_not_matter(written):
    code, told = rows(*written(VENDORS))

    assert (code, [one for one in told if one["verdict"] != "ok"]) == (0, [])


def test_a_file_that_the_system_does_not_let_us_read_has_its_row_like_any_other(tmp_path, written):
    [sound] = written({"sound": SOUND.encode()})
    pipe, torn = tmp_path / "pipe.bpmn", tmp_path / "torn.bpmn"
    os.mkfifo(pipe)
    torn.symlink_to("/proc/self/mem")

    code, told = rows(pipe, sound, torn)

    assert code == 1
    assert [(one["file"], one["verdict"]) for one in told] == [
        (str(pipe), "refused"), (str(sound), "ok"), (str(torn), "refused"),
    ]  # fmt: skip
    for row in (told[0], told[2]):
        [found] = row["findings"]
        assert (found["rule"], found["family"], found["severity"]) == ("file", "structure", "error")
        assert found["repair"] == "Give a file that exists and that you may read."


def test_what_lies_beside_a_diagram_and_cannot_be_read_does_not_matter(tmp_path, written):
    [sound] = written({"sound": SOUND.encode()})
    (tmp_path / "folder.dmn").mkdir()
    (tmp_path / "forms" / "folder.json").mkdir(parents=True)
    os.mkfifo(tmp_path / "pipe.dmn")

    code, [one] = rows(sound)

    assert (code, one["verdict"]) == (0, "ok")
