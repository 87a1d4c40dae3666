"""A task as it lies before somebody: what is asked, what they have entered, what is wrong with it, who else writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
from flask import Response, make_response, render_template, request

from app import forms
from app.actions import tasks
from app.domain.errors import Problem, Refused, RuleBroken, Stale, StaleDraft
from app.domain.views import DraftField, TaskPage
from app.web import edge, pages, wording
from app.web.compared import compared
from app.web.edge import run

JUST_NOW = timedelta(minutes=15)
DEFAULT_BUTTON = "Mark as done"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A task as it lies before somebody: the page, its form, what they entered, and what is wrong with it.

    entered: {field: as typed}. stale: {field: what somebody else wrote meanwhile}. refusal: the rule that forbids the
    act, or a sentence about what has moved on.
    """

    page: TaskPage
    form: forms.Form | None
    entered: Mapping[str, Any]
    problems: Sequence[Problem] = ()
    stale: Mapping[str, Stale] = field(default_factory=dict)
    refusal: Refused | None = None

    @classmethod
    def of(cls, page: TaskPage) -> "Sheet":
        """The task with its draft, over what was carried forward."""
        form = forms.read(orjson.dumps(page.form), published=True) if page.form else None
        carried = page.carried.values if page.carried else {}
        return cls(page, form, {**carried, **{key: one.value for key, one in page.draft.items()}})

    def questions(self) -> tuple[forms.Drawn, ...]:
        """What is asked, as it stands now."""
        if self.form is None:
            return ()
        problems = [*self.problems]
        if isinstance(self.refusal, RuleBroken) and self.refusal.field:
            problems.append(Problem(self.refusal.field, str(self.refusal)))
        page = self.page
        drawn = forms.draw(self.form, self.entered, context=page.context, options=page.options, problems=problems)
        return wording.questions(drawn)

    def lines(self) -> list[tuple[str, str]]:
        """What was entered, in words, for somebody who can no longer send it."""
        labels = {one.name: one.label for one in self.questions() if one.name}
        return [(labels.get(key, key), pages.entered(value)) for key, value in self.entered.items() if value]

    def changes(self, versions: Mapping[str, int]) -> dict[str, tuple[Any, int]]:
        """What was entered and is not yet in the draft, each with the draft's version that was shown.

        What was carried forward counts as entered, so that emptying it is a change and leaving it is none.
        """
        before = self.page.carried.values if self.page.carried else {}
        known = {**before, **{key: one.value for key, one in self.page.draft.items()}}
        return {
            key: (value, versions.get(key, 0))
            for key, value in self.entered.items()
            if (known[key] != value if key in known else value not in ("", [], None))
        }


def opened(task_id: UUID) -> Sheet:
    """The task, opened by whoever is asking; the look is recorded."""
    return Sheet.of(run(lambda tx: tasks.open(tx, task_id)))


def keep(sheet: Sheet, sent: edge.Sent) -> Sheet | None:
    """Save what was entered as a draft. None where that worked, else the task with both texts."""
    changes = sheet.changes(sent.versions)
    if not changes:
        return None
    try:
        run(lambda tx: tasks.save_draft(tx, sheet.page.id, changes))
    except StaleDraft as refusal:
        return replace(opened(sheet.page.id), entered=sheet.entered, stale={one.field: one for one in refusal.fields})
    return None


def draw(sheet: Sheet, code: int = 200) -> Response:
    """The task's page."""
    asked = sheet.questions() if sheet.page.open and sheet.page.mine else ()
    return make_response(
        render_template(
            "task.html",
            sheet=sheet,
            page=sheet.page,
            form=sheet.form,
            questions=asked,
            versions={key: one.version for key, one in sheet.page.draft.items()},
            others=others(sheet.page.draft),
            sides=_sides(sheet.page),
            compared=compared,
            lines=sheet.lines() if request.method == "POST" and not asked else (),
            button=wording.local(sheet.form.button if sheet.form else DEFAULT_BUTTON),
            key=edge.new_key(),
        ),
        code,
    )


def questions_of(sheet: Sheet) -> str:
    """The questions alone, as HTML, for a page that puts them in its own."""
    versions = {key: one.version for key, one in sheet.page.draft.items()}
    return render_template("questions.html", questions=sheet.questions(), versions=versions, stale=sheet.stale)


def others(draft: Mapping[str, DraftField]) -> str:
    """Who else wrote here lately, in a sentence; empty where nobody did."""
    me = edge.actor().name
    lately = {one.by: one.at for one in sorted(draft.values(), key=lambda one: one.at) if one.by != me}
    names = [f"{by} ({pages.clock(at)})" for by, at in lately.items() if pages.now() - at < JUST_NOW]
    return f"Also being edited by {', '.join(names)}." if names else ""


def _sides(page: TaskPage) -> list[list[Any]]:
    """Earlier answers, those to the same question together, so that they can stand side by side."""
    groups: dict[str, list[Any]] = {}
    for one in page.earlier:
        groups.setdefault(one.key, []).append(one)
    return list(groups.values())


def with_rows(entered: dict[str, Any], act: str) -> dict[str, Any]:
    """“Add another” and “Remove”, where there are no scripts to do it; any other button leaves the rows as they are."""
    match act.split(":"):
        case ["add", key]:
            return forms.with_row(entered, key)
        case ["remove", key, number] if number.isdecimal() and len(number) < 4:
            return forms.without_row(entered, key, int(number))
        case _:
            return entered
