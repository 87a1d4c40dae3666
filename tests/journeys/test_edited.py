"""A process is edited while children are on their way in it: over HTTP, as people would."""

from uuid import UUID

import make
from sqlalchemy import select
from town import OPERATOR, Town

from app.actions import clock, inspections, releases
from app.cli.demo import AGREES, CALLUM, CAN, EWAN, HAMISH, MORAG, PRIYA, proposal, weighed, wishes
from app.domain.access import SYSTEM
from app.store.instances import Instance
from app.store.releases import Release

ON_BOTH = False  # what the databases may differ in, the rooms below and the longest stories show

PARTNERS = (MORAG, EWAN, PRIYA, CALLUM)
DIAGRAM = "bpmn/appoint_lead_professional/appoint_lead_professional.bpmn"


def version(town: Town) -> int:
    """The number of the release under which the case at hand runs."""
    query = select(Release.number).join(Instance, Instance.release_id == Release.id)
    of_case = query.where(Instance.case_id == UUID(town.case_id))
    return town.database.read(SYSTEM, lambda tx: tx.execute(of_case).scalar_one())


def edited(town: Town) -> None:
    """The step at which the child's case stands is another one now, under another name and id, for later cases."""
    files = dict(make.shipped())
    text = (
        files[DIAGRAM]
        .replace(b"t_candidates", b"t_weigh_together")
        .replace(b"Weigh who could lead", b"Weigh it together")
    )
    forms = {
        path: content.replace(b"t_candidates", b"t_weigh_together")
        for path, content in files.items()
        if path.endswith(".json")
    }
    town.database.run(OPERATOR, lambda tx: releases.publish(tx, files | forms | {DIAGRAM: text}, approved_by="test"))


def waiting(town: Town) -> list[tuple[str, str, str | None]]:
    """Everything that waits in the case at hand: tasks by id, name and due moment, and clocks."""
    case = town.case()
    tasks = [(one["id"], one["name"], one["due_at"]) for one in case["tasks"]]
    return sorted(tasks) + sorted(("", one["name"], one["due"]["at"]) for one in case["deadlines"])


def test_E22_a_case_under_way_keeps_the_version_that_it_began_with_and_loses_no_task(town):
    town.begin(MORAG, partner_ids=[town.ids[name] for name in PARTNERS], named_person_id=town.ids[EWAN])
    town.do(MORAG, "t_preference", **wishes("Callum. He does not rush me.", CALLUM))
    task = town.task(MORAG, "t_candidates")
    kept = {"fields": {"candidates": {"value": town.with_ids(weighed(CALLUM, PRIYA))["candidates"], "version": 0}}}
    assert town.call(MORAG, "PUT", f"/tasks/{task['id']}/draft", kept).status_code == 200
    began, before, draft = version(town), waiting(town), town.task(MORAG, "t_candidates")["draft"]

    edited(town)
    clock.ring(town.database)

    assert (version(town), waiting(town)) == (began, before)
    assert town.task(MORAG, "t_candidates")["draft"] == draft
    town.do(MORAG, "t_candidates", **weighed(CALLUM, PRIYA))
    first = town.case_id
    town.begin(MORAG, given="Orla", partner_ids=[town.ids[name] for name in PARTNERS])
    town.do(MORAG, "t_preference", **wishes("Anybody.", CALLUM))
    assert version(town) == began + 1
    assert [one["name"] for one in town.case()["tasks"]] == ["Weigh it together"]

    town.case_id = first
    for candidate in (CALLUM, PRIYA):
        town.do(candidate, "t_availability", **CAN)
    town.do(MORAG, "t_propose", **proposal(CALLUM, "Yes, please."))
    for partner in PARTNERS:
        town.do(partner, "t_agree", **AGREES)
    town.do(HAMISH, "t_confirm", confirmed="yes")
    town.do(CALLUM, "t_accept", accepted="yes")

    assert version(town) == began  # nobody has decided to move it
    assert town.case()["tasks"] == []
    assert town.responsible[-1] == CALLUM
    assert inspections.inspect(town.database).differences == ()
