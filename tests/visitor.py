"""Somebody at the pages without scripts: opens addresses, fills in the questions that are shown, presses buttons.

visitor = Visitor(app.test_client())
visitor.open("/tasks").press("Take this on")
"""

import re
from collections.abc import Mapping
from typing import Any, Self

from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from app.actions import people
from app.domain.access import SYSTEM, Actor
from app.store.base import Database


class Visitor:
    """reply: the last page's response, after redirects. path: where that was."""

    reply: TestResponse

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        client.environ_base["HTTP_ACCEPT"] = "text/html,application/xhtml+xml,*/*;q=0.8"

    def sign_in(self, database: Database, actor: Actor) -> Self:
        """Begin a session as this person, without a password."""
        token = database.run(SYSTEM, lambda tx: people._begin(tx, actor.person_id)).token
        self.client.set_cookie("girfec", token)
        return self

    def open(self, path: str) -> Self:
        """Go to an address, or follow a link."""
        return self._met(self.client.get(path, follow_redirects=True))

    def press(self, button: str, *, at: str = "", **answers: Any) -> Self:
        """Press the button with these words, after filling in the questions of its form by name.

        at: part of the form's address, where several have the same button. Booleans tick a box, lists tick several.
        """
        found = [
            one for one in self.tree.iter("button") if button in _words(one) and at in self._form(one).get("action", "")
        ]
        assert found, f"no button “{button}” on {self.path}"
        pressed = max(found, key=lambda one: _words(one) == button)
        form = self._form(pressed)
        data = _filled(form, answers)
        if pressed.get("name"):
            data.add(pressed.get("name"), pressed.get("value", ""))
        return self._met(self.client.post(form.get("action") or self.path, data=data, follow_redirects=True))

    @property
    def tree(self) -> html.HtmlElement:
        """The page as parsed."""
        return html.fromstring(self.reply.text)

    @property
    def text(self) -> str:
        """The page's words, blanks run together."""
        return _words(self.tree.find("body"))

    @property
    def title(self) -> str:
        """What the browser's tab says."""
        return _words(self.tree.find(".//title"))

    @property
    def path(self) -> str:
        """The last page's address."""
        return self.reply.request.full_path.rstrip("?")

    @property
    def status(self) -> int:
        """The last page's HTTP status."""
        return self.reply.status_code

    def links(self, words: str) -> list[str]:
        """The addresses of the links with these words."""
        return [one.get("href") for one in self.tree.iter("a") if words in _words(one)]

    def value(self, name: str) -> str:
        """What a question holds."""
        control = self.tree.xpath("//*[@name=$name and not(@type='hidden')]", name=name)[0]
        return (control.text or "").strip() if control.tag == "textarea" else control.get("value", "")

    def value_of(self, name: str) -> str:
        """What a hidden field holds."""
        return str(self.tree.xpath("//input[@name=$name and @type='hidden']/@value", name=name)[0])

    def asked(self) -> set[str]:
        """The names of the questions that are shown."""
        return {
            one.get("name") for one in self.tree.xpath("//main//*[@name and not(@type='hidden') and not(self::button)]")
        }

    def _met(self, reply: TestResponse) -> Self:
        self.reply = reply
        return self

    @staticmethod
    def _form(element: html.HtmlElement) -> html.HtmlElement:
        return next((one for one in element.iterancestors("form")), html.Element("form"))


def _words(element: html.HtmlElement) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def _filled(form: html.HtmlElement, answers: Mapping[str, Any]) -> MultiDict[str, str]:
    """What a browser would send: every control's value, or the answer given for it."""
    data: MultiDict[str, str] = MultiDict()
    used = set()
    for control in form.xpath(".//input | .//textarea | .//select"):
        name, kind = control.get("name"), control.get("type") or control.tag
        given = answers.get(name) if kind != "hidden" else None
        used |= {name} if kind != "hidden" and name in answers else set()
        match kind:
            case "radio" | "checkbox":
                wanted = given if isinstance(given, list) else [control.get("value")] if given is True else [given]
                if control.get("checked") is not None if name not in answers else control.get("value") in wanted:
                    data.add(name, control.get("value"))
            case "select":
                chosen = control.xpath("./option[@selected]/@value")
                options = control.xpath("./option/@value")
                data.add(name, given if name in answers else (chosen or options)[0])
                assert data.getlist(name)[-1] in options, f"“{given}” is not offered for {name}"
            case "textarea":
                data.add(name, given if name in answers else (control.text or "").removeprefix("\n"))
            case _:
                data.add(name, control.get("value", "") if given is None else str(given))
    assert used == set(answers), f"the page does not ask for {set(answers) - used}"
    return data
