"""A disagreement on its way up the ladder, and its clock."""

from collections.abc import Mapping
from typing import Any

from app.domain import escalation, statutory
from app.domain.cases import responsible
from app.domain.errors import Invalid, RuleBroken
from app.domain.operations.handing import around, held_by, notices
from app.domain.operations.model import PERSON, Operation, Outcome, moment_in, person_in
from app.domain.steps import World
from app.domain.units import LEVELS


def open_escalation(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A disagreement begins its way up. Gives the moment from which somebody must lead meanwhile, and tells the partners."""
    convenor = person_in(inputs, "convenor")
    return Outcome(
        {"began": world.now},
        effects=notices("disagreement_raised", (convenor, *around(world.facts)), world),
        noted=("No agreement was reached about the lead professional. The disagreement was raised.",),
    )


def open_disagreement(inputs: Mapping[str, Any], world: World) -> Outcome:
    """Partners do not agree about a subject other than who shall lead. Everything goes on as it was meanwhile."""
    facts = world.facts
    holder, subject = responsible(facts), _subject(inputs)
    raised = f"There is no agreement on {subject}. The disagreement was raised."
    return Outcome(
        effects=notices("disagreement_about", (holder.person_id, *around(facts)), world),
        noted=(raised, f"{held_by(holder, facts)} stays responsible meanwhile."),
    )


def _subject(inputs: Mapping[str, Any]) -> str:
    """What the disagreement is about, in words. Raises Invalid where it is nothing that a ladder settles."""
    if (subject := inputs.get("subject")) not in escalation.SUBJECTS:
        raise Invalid("Say what the disagreement is about.", field="subject")
    return escalation.SUBJECTS[subject]


def next_ladder_level(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The disagreement goes one level up. why: `opened`, `raised` by the level itself, or `clock` where its time ran out.

    subject: what it is about; a diagram of before subjects means who shall lead. Raises RuleBroken (I9) where it would
    leave a level without a reason.
    """
    level, why = inputs.get("level"), inputs.get("why")
    if why not in ({"raised", "clock"} if level else {"opened"}):
        raise RuleBroken(
            "A disagreement leaves no level of the ladder without a reason. Settle it here, or say why it is raised.",
            rule="I9",
            source="GIRFEC Practice Guidance 3: the role of the lead professional, page 8",
            pack=world.policy.label,
        )
    following = escalation.next_level(level, world.policy, inputs.get("subject") or "lp_choice")
    names = LEVELS
    reasons = {
        "clock": f"the time of the {names.get(level or '', '')} ran out",
        "raised": f"the {names.get(level or '', '')} did not settle it",
    }
    because = f", because {reasons[why]}" if why in reasons and level else ""
    return Outcome(
        {"level": following, "clock_from": world.now},
        noted=(f"The disagreement went to the {names[following]}{because} ({world.policy.label}).",),
    )


def stop_clock(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The lead officer asks for more; the clock stands still until the answer. Raises RuleBroken past the pack's limit."""
    asked, limit = int(inputs.get("asked") or 0), world.policy.setting("ladder.information_rounds")
    if asked >= int(limit.value):
        raise RuleBroken(
            "You have already asked for more information, and the clock may stop only so often. "
            "Decide with what is known, or say that you cannot decide.",
            rule=limit.key,
            source=limit.source,
            pack=world.policy.label,
        )
    return Outcome(
        {"stopped_at": world.now, "asked": asked + 1},
        noted=("The GIRFEC lead officer asked for more information. The clock stands still until the answer.",),
    )


def resume_clock(inputs: Mapping[str, Any], world: World) -> Outcome:
    """The clock goes on with the working days that were left when it stopped."""
    began, stopped = moment_in(inputs, "clock_from"), moment_in(inputs, "stopped_at")
    counts_from = escalation.resumed(began, stopped, world.now, world.policy.calendar)
    return Outcome({"clock_from": counts_from}, noted=("The clock of the GIRFEC lead officer goes on.",))


def record_decision(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A level of the ladder has decided who shall lead. Everybody concerned is told; the person still has to accept."""
    person, level = person_in(inputs, "person"), str(inputs.get("level"))
    who = statutory.described(world.facts.people.get(person))
    told = (person, person_in(inputs, "convenor"), *around(world.facts))
    return Outcome(
        effects=notices("disagreement_settled", told, world),
        noted=(f"Decided by the {LEVELS.get(level, level)}: {who} shall be the lead professional.",),
    )


def record_settlement(inputs: Mapping[str, Any], world: World) -> Outcome:
    """A level of the ladder has settled a disagreement about something other than who shall lead; all are told."""
    facts, level = world.facts, str(inputs.get("level"))
    return Outcome(
        effects=notices("disagreement_over", (responsible(facts).person_id, *around(facts)), world),
        noted=(f"Decided by the {LEVELS.get(level, level)}: {_subject(inputs)}.",),
    )


OPERATIONS = (
    Operation(
        "open_escalation",
        {"convenor": PERSON},
        {"began": "the moment at which the disagreement was raised"},
        open_escalation,
    ),
    Operation(
        "next_ladder_level",
        {
            "subject": f"what it is about: {', '.join(escalation.SUBJECTS)}",
            "level": "the level that it comes from, or null",
            "why": "opened, raised or clock",
        },
        {"level": "the level that it goes to", "clock_from": "the moment from which that level's clock counts"},
        next_ladder_level,
    ),
    Operation(
        "stop_clock",
        {"asked": "how often the clock was stopped before"},
        {"stopped_at": "the moment at which it stopped", "asked": "how often it has been stopped now"},
        stop_clock,
    ),
    Operation(
        "resume_clock",
        {"clock_from": "the moment from which the clock counted", "stopped_at": "the moment at which it stopped"},
        {"clock_from": "the moment from which the clock counts now"},
        resume_clock,
    ),
    Operation(
        "record_decision",
        {"person": PERSON, "convenor": PERSON, "level": "the level that decided"},
        {},
        record_decision,
    ),
    Operation("open_disagreement", {"subject": "what it is about"}, {}, open_disagreement),
    Operation(
        "record_settlement",
        {"subject": "what it is about", "level": "the level that decided"},
        {},
        record_settlement,
    ),
)
