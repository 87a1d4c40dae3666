"""The house rules that can be checked by reading the code."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "app"
MODULES = sorted(APP.rglob("*.py"))


def calls(name: str) -> list[str]:
    """Where, as file:function, anything called `name` is called."""
    found = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call):
                called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if called == name:
                    found.append(str(module.relative_to(APP)))
    return found


def test_only_the_transaction_commits():
    assert set(calls("commit")) <= {"store/tx.py"}


def test_the_workflow_is_constructed_in_one_place():
    assert len(calls("BpmnWorkflow")) == 1


@pytest.mark.parametrize("forbidden", ["eval", "exec", "compile_restricted", "loads_pickle"])
def test_nothing_evaluates_python(forbidden):
    assert calls(forbidden) == []


def test_settings_are_read_once():
    readers = {
        str(module.relative_to(APP))
        for module in MODULES
        if re.search(r"os\.environ|os\.getenv|environ\.get", module.read_text())
    }
    assert readers <= {"config.py"}


def test_nobody_catches_everything_below_the_edge():
    edge = {"web", "api", "jobs", "cli"}
    found = []
    for module in MODULES:
        room = module.relative_to(APP).parts[0]
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.ExceptHandler) and room not in edge:
                names = {node.type.id} if isinstance(node.type, ast.Name) else set()
                passed_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if (node.type is None or names & {"Exception", "BaseException"}) and not passed_on:
                    found.append(f"{module.relative_to(APP)}:{node.lineno}")
    assert found == []


def test_every_public_function_says_what_it_does():
    silent = []
    for module in MODULES:
        if "migrations" in module.parts:
            continue
        tree = ast.parse(module.read_text())
        for node in tree.body:
            public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            if public and not ast.get_docstring(node):
                silent.append(f"{module.relative_to(APP)}:{node.name}")
    assert silent == []


def test_no_name_is_banned():
    banned = re.compile(r"(Service|Manager|Handler|Helper|Util|Utils|Processor|Data|Info)$")
    found = [
        f"{module.relative_to(APP)}:{node.name}"
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ClassDef) and banned.search(node.name)
    ]
    assert found == []


def test_no_file_names_a_registry():
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    # A letter in brackets matches itself, so that this file does not name what it looks for.
    hosts = re.compile(
        rb'"resolve[d]": *"http|--(extra-)?index[-]url|--find[-]links|files[.]python[h]osted|registry[.]npm[j]s'
    )
    named = [name for name in tracked if (ROOT / name).is_file() and hosts.search((ROOT / name).read_bytes())]
    assert named == []


def test_every_route_declares_its_permission(app):
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "permission")
    ]
    assert undeclared == []


def test_help_lists_every_command_with_a_line():
    from app.cli import COMMANDS, girfec

    names = girfec.list_commands(None)

    assert names == list(COMMANDS)
    for name, (_, line) in COMMANDS.items():
        assert line.endswith((".", "`.")), name
        assert girfec.get_command(None, name) is not None, name


def test_the_readme_shows_every_process_and_nothing_else():
    processes = {diagram.stem for diagram in (ROOT / "bpmn").rglob("*.bpmn")}

    assert {picture.stem for picture in (ROOT / "docs" / "gallery").glob("*.svg")} == processes
    assert set(re.findall(r"docs/gallery/(\w+)\.svg", (ROOT / "README.md").read_text())) == processes
