"""Does the child's status say who must lead? The same rule as the decision table “statutory_rule”, for refusals."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.cases import LOOKING_AFTER, Facts, StatusName
from app.domain.errors import RuleBroken
from app.domain.people import PROFESSIONS, Person
from app.domain.policy import Policy, Setting
from app.domain.units import RULES

SOCIAL_WORKER = "social_worker"
NAMED_AT_MOST = 5
FREE_SOURCE = "GIRFEC Practice Guidance 3: the role of the lead professional, page 6"


@dataclass(frozen=True, slots=True)
class Checked:
    """That a person may lead, as it was checked at the time. who: name and profession then. rule: must, usual or free.

    key, source: of the setting, with the pack's name and version in `pack`; key is empty where no rule says who must
    lead. said: the sentence for the history.
    """

    person_id: UUID
    who: str
    rule: str
    key: str
    source: str
    pack: str
    said: str


# In the order in which guidance puts them: what protects a child first.
RULED = {
    StatusName.INVESTIGATION: "statutory_lp_rule.investigation",
    StatusName.REGISTERED: "statutory_lp_rule.registered",
    **dict.fromkeys(LOOKING_AFTER, "statutory_lp_rule.looked_after"),
    StatusName.CHILD_PROTECTION_ORDER: "statutory_lp_rule.looked_after",
    StatusName.COORDINATED_SUPPORT_PLAN: "statutory_lp_rule.csp",
}
BECAUSE = {
    StatusName.INVESTIGATION: "there is a child protection investigation",
    StatusName.REGISTERED: "the child is on the child protection register",
    StatusName.LOOKED_AFTER: "the child is looked after",
    StatusName.SECTION_25: "the child is looked after by agreement",
    StatusName.COMPULSORY_SUPERVISION: "there is a compulsory supervision order",
    StatusName.INTERIM_COMPULSORY_SUPERVISION: "there is an interim compulsory supervision order",
    StatusName.PERMANENCE_ORDER: "there is a permanence order",
    StatusName.CHILD_PROTECTION_ORDER: "there is a child protection order",
    StatusName.COORDINATED_SUPPORT_PLAN: "the child has a coordinated support plan",
}

SUGGESTS = {
    StatusName.COORDINATED_SUPPORT_PLAN: "To be considered: the co-ordinator of the coordinated support plan (Education "
    "(Additional Support for Learning) (Scotland) Act 2004, section 9; GIRFEC Practice Guidance 3, page 8).",
    StatusName.YOUNG_CARER_STATEMENT: "To be considered: the young-carer worker (Carers (Scotland) Act 2016, section 12).",
}
HEALTH = (
    "Where the child's needs are mostly about health, somebody of health may lead, with a social worker named (Fife child "
    "protection procedures: the lead professional)."
)


def statutory_rule(facts: Facts, policy: Policy) -> tuple[str, Setting | None]:
    """The strictest rule that the child's statuses bring under the pack, with its setting: must, usual or free."""
    settings = [policy.setting(key) for status, key in RULED.items() if facts.has(status)]
    strictest = min(settings, key=lambda setting: list(RULES).index(setting.value), default=None)
    return (strictest.value, strictest) if strictest else ("free", None)


def asked(facts: Facts, policy: Policy) -> str:
    """What the child's statuses ask for now, in a sentence with the rule's source and the pack."""
    rule, setting = statutory_rule(facts, policy)
    if setting is None or rule == "free":
        return f"No rule of the local policy ({policy.cited}) says who must lead for this child. {FREE_SOURCE}."
    because = _because(facts, setting)
    return f"Because {because}, the lead professional {RULES[rule]}. Source: {setting.source}; {policy.cited}."


def considered(facts: Facts, policy: Policy) -> tuple[str, ...]:
    """Whom the child's statuses suggest to consider, as sentences with their source. It decides nothing.

    The same hints as the decision table “whom_to_consider” gives to whoever weighs who could lead.
    """
    rule, _ = statutory_rule(facts, policy)
    if rule == "usual":
        return (HEALTH,)
    if rule == "must":
        return ()
    return tuple(says for name, says in SUGGESTS.items() if facts.has(name))


def require_fit(
    person_id: UUID, facts: Facts, policy: Policy, *, exception: str | None, field: str = "person"
) -> Checked:
    """Check one person against the rule.

    exception: the code of the reason for choosing somebody other than a social worker, which “usual” asks for.
    field: the operation's input that names the person.
    Raises RuleBroken with rule, source and pack, naming who can be chosen instead.
    """
    person = facts.people.get(person_id)
    rule, setting = statutory_rule(facts, policy)
    named = described(person)
    if setting is None or rule == "free":
        free = f"No rule of the local policy ({policy.cited}) says who must lead for this child."
        said = " ".join((free, *considered(facts, policy)))
        return Checked(person_id, named, "free", "", FREE_SOURCE, policy.label, said)
    because = _because(facts, setting)
    if person and person.profession == SOCIAL_WORKER:
        said = f"Checked: {person.name} is a social worker, as the rule asks ({setting.source}; {policy.cited})."
        return Checked(person_id, named, rule, setting.key, setting.source, policy.label, said)
    who = f"{person.name} is {_with_article(_profession(person))}" if person else "This person is not known here"
    if rule == "usual" and exception:
        said = (
            f"{who} and not a social worker, which is usual because {because}; a reason was given. "
            f"Source: {setting.source}; {policy.cited}. {HEALTH}"
        )
        return Checked(person_id, named, rule, setting.key, setting.source, policy.label, said)
    if rule == "usual":
        raise RuleBroken(
            f"{who}. Because {because}, the lead professional is usually a social worker. "
            f"Say why this person may lead, or choose a social worker{_choice(facts)}. Somebody else will confirm it.",
            rule=setting.key,
            source=setting.source,
            pack=policy.label,
            repair="exception",
            field=field,
        )
    raise RuleBroken(
        f"{who}. Because {because}, the lead professional must be the child's social worker. "
        f"Choose a social worker{_choice(facts)}.",
        rule=setting.key,
        source=setting.source,
        pack=policy.label,
        field=field,
    )


def _because(facts: Facts, setting: Setting) -> str:
    """Which of the child's statuses brings the rule, as a clause."""
    return next(BECAUSE[status] for status, key in RULED.items() if key == setting.key and facts.has(status))


def _choice(facts: Facts) -> str:
    """“: Ewan Grant or Mhairi Bell” where social workers are known here, else where to ask for one."""
    workers = sorted(one.name for one in facts.people.values() if one.profession == SOCIAL_WORKER)[:NAMED_AT_MOST]
    if not workers:
        return ", whom the social work team manager can name"
    *others, last = workers
    return f": {', '.join(others)} or {last}" if others else f": {last}"


def described(person: Person | None) -> str:
    """“Ewan Grant, social worker”, for sentences in the history."""
    return f"{person.name}, {_profession(person)}" if person else "somebody not known here"


def _profession(person: Person) -> str:
    return PROFESSIONS.get(person.profession, person.profession).lower()


def _with_article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
