"""What is restricted is kept from the child's family (invariant I10): a form that would let it slip is refused."""

from collections.abc import Collection, Iterator, Mapping

from app.domain.documents import INDICATORS, KINDS
from app.domain.errors import Finding
from app.feel import Expression
from app.forms.notes import Notes
from app.forms.schema import Form, asked, restricted


def problems(notes: Notes, form: Form) -> None:
    """Note where a form's own words read an answer that is restricted: what is proposed or asked is open to everybody."""
    kept = restricted(form)
    if isinstance(form.chronology, Expression) and (read := form.chronology.names & kept):
        message = (
            f"The sentence for the chronology reads “{min(read)}”, which is kept from the family, and they may be given "
            "the chronology (I10). Word it without that answer."
        )
        notes.wrong("restricted", message)
    for top in asked(form.components):
        for one in (top, *asked(top.children)):
            if isinstance(one.label, Expression) and one.key not in kept and (read := one.label.names & kept):
                message = (
                    f"The words of “{one.key}” read “{min(read)}”, which is kept from the family; “{one.key}” is not "
                    "(I10). Word it without that answer."
                )
                notes.wrong("restricted", message, {"id": one.id})


def let_slip(read: Mapping[str, Form]) -> Iterator[Finding]:
    """Forms that begin with a restricted answer of another form and would show it to the family. read: {path: form}."""
    for path, form in read.items():
        if not form.prefill:
            continue
        shown = _questions(form) - restricted(form)
        for key, there in sorted(_carried(form.prefill, read.values())):
            if key in shown:
                message = (
                    f"“{key}” begins with an answer that “{there}” keeps from the family. Here they could read it (I10). "
                    "Mark the question as restricted here as well."
                )
                yield Finding("form.restricted", message, path, key)


def _questions(form: Form) -> set[str]:
    """The keys of a form's answers and of its rows' columns."""
    return {*form.outline.fields, *(column for columns in form.outline.columns.values() for column in columns)}


def _carried(prefill: str, every: Collection[Form]) -> set[tuple[str, str]]:
    """What a form of this kind may begin with that is restricted where it is asked: {(key here, the other form's title)}.

    As `domain.documents.carry_forward` does it: what the kind keeps, its rows, and the needs that an assessment found.
    """
    kind, found = KINDS[prefill], set()
    for form in every:
        kept, title = restricted(form), form.outline.title
        if form.records == prefill:
            found |= {(key, title) for key in kept.intersection(kind.keeps)}
        if form.records in {prefill, kind.begins_from}:
            for name in (*kind.rows, *kind.looks_at):
                found |= {(key, title) for key in kept & form.outline.columns.get(name, {}).keys()}
                found |= {(name, title)} if name in kept else set()
        if form.records == kind.begins_from and any(f"{code}_pressures" in kept for code in INDICATORS):
            found.add(("need", title))
    return found
