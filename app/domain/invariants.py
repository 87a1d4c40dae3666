"""What must hold after every step, whoever took it. A broken invariant refuses the whole act.

I1 at most one lead professional, interim or not. I2 somebody is responsible, and each role has one holder.
I3 nobody's name comes off the register without a review meeting's decision, death or age as its source.
I6 nobody becomes lead professional against a rule that says “must”. What people record is held to I5 and I7 by
`recorded`, to I10 by `kept_back`. I4, I8 and I9 are held by the operations they are about.
"""

from collections.abc import Collection, Iterable

from app.domain.cases import Change, Facts, RoleBegan, RoleName, StatusEnded, StatusName, responsible
from app.domain.documents import Kind
from app.domain.errors import RuleBroken
from app.domain.policy import Policy
from app.domain.statutory import SOCIAL_WORKER, statutory_rule

LEADING = (RoleName.LEAD_PROFESSIONAL, RoleName.INTERIM_LEAD_PROFESSIONAL)
SINGLE = (RoleName.NAMED_PERSON, RoleName.NAMED_PERSON_SERVICE)


def check(facts: Facts, policy: Policy, changes: Iterable[Change] = ()) -> None:
    """Raise RuleBroken, naming the invariant, where the facts after these changes break one.

    I6 looks at the changes only: a status may begin while somebody else leads, and the rule then asks for a new choice;
    nobody may begin to lead against it.
    """
    _someone_is_responsible(facts, policy)
    _nobody_leads_twice(facts, policy)
    for change in changes:
        if isinstance(change, RoleBegan) and change.role.name in LEADING:
            _leader_fits_rule(change, facts, policy)
        if isinstance(change, StatusEnded) and not change.source:
            _register_is_kept(change, facts, policy)


SHARING = ("sharing_decision", "briefing_pack", "handover")


def recorded(kind: Kind, words: Collection[str], policy: Policy, *, heard: bool) -> None:
    """Raise RuleBroken where answers that become a document break an invariant.

    words: what the document says, in words. heard: do they hold the child's views, or the reason why there are none?
    """
    if kind.decides and not heard:
        raise RuleBroken(
            "A decision needs the child's views, or the reason why there are none. Ask the child, or say why not.",
            rule="I7",
            source="GIRFEC Practice Guidance 3: the role of the lead professional, page 5",
            pack=policy.label,
        )
    if kind.name in SHARING and not any(words):
        raise RuleBroken(
            "Whether something about the child is shared or not, it is recorded. Say what, with whom and why, or why not.",
            rule="I5",
            source="GIRFEC Practice Guidance 4: information sharing, page 13",
            pack=policy.label,
        )


COPIED = 40  # as many characters in a row, the same in both, are no coincidence


def kept_back(kept: Iterable[str], shown: Iterable[tuple[str, str]], policy: Policy) -> None:
    """Raise RuleBroken where words that must not reach the family stand in what they may read. Blanks and case count not.

    kept: the restricted texts. shown: ((field, text), …) as the family may read it; the field is named in the refusal.
    """
    runs = {text[at : at + COPIED] for text in map(_bare, kept) for at in range(len(text) - COPIED + 1)}
    for field, text in shown if runs else ():
        bare = _bare(text)
        if any(bare[at : at + COPIED] in runs for at in range(len(bare) - COPIED + 1)):
            raise RuleBroken(
                "The family may read this answer, and the same words stand where they are kept from the family. "
                "Take them out of one of the two.",
                rule="I10",
                source="GIRFEC Practice Guidance 4: information sharing, page 13",
                pack=policy.label,
                field=field,
            )


def _bare(text: str) -> str:
    return " ".join(text.casefold().split())


def _someone_is_responsible(facts: Facts, policy: Policy) -> None:
    try:
        responsible(facts)
    except LookupError:
        raise RuleBroken(
            "This would leave nobody responsible for the child. Name who takes over first.",
            rule="I2",
            source="GIRFEC Practice Guidance 3: the role of the lead professional, page 5",
            pack=policy.label,
        ) from None


def _nobody_leads_twice(facts: Facts, policy: Policy) -> None:
    leading = tuple(facts.holding(*LEADING))
    doubled = len(leading) > 1 or any(len(tuple(facts.holding(name))) > 1 for name in SINGLE)
    if doubled:
        raise RuleBroken(
            "Two people would hold one role for this child. End the earlier one first.",
            rule="I1" if len(leading) > 1 else "I2",
            source="GIRFEC Practice Guidance 3: the role of the lead professional, page 5",
            pack=policy.label,
        )


def _leader_fits_rule(change: RoleBegan, facts: Facts, policy: Policy) -> None:
    rule, setting = statutory_rule(facts, policy)
    person = facts.people.get(change.role.person_id) if change.role.person_id else None
    if rule == "must" and (person is None or person.profession != SOCIAL_WORKER):
        raise RuleBroken(
            "While this child's status asks for it, the lead professional must be a social worker. Choose one.",
            rule="I6",
            source=setting.source if setting else "",
            pack=policy.label,
        )


def _register_is_kept(change: StatusEnded, facts: Facts, policy: Policy) -> None:
    if any(one.id == change.status_id and one.name is StatusName.REGISTERED for one in facts.statuses):
        raise RuleBroken(
            "Only a review meeting that decided so takes a child's name off the register. Hold the meeting first.",
            rule="I3",
            source="National Guidance for Child Protection in Scotland 2021, updated 2023, page 113",
            pack=policy.label,
        )
