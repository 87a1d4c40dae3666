"""Write docs/conformance.md by playing every construct of tests/conformance_within.py: `.venv/bin/python scripts/conformance.py`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conformance import Case, outcome  # noqa: E402 - only found once the path is set
from conformance_within import CASES  # noqa: E402 - the same

HEAD = """# BPMN, construct by construct

What the engine does with each construct of BPMN 2.0, found by playing a small process for it (`girfec play`) and comparing
what was passed with what the standard says. Written by `scripts/conformance.py`; a test keeps it true. What may be
published is narrower: see diagrams.md.

| construct | what happens |
|---|---|
"""

GUARDS = """
# What the engine underneath does otherwise, and what holds it

SpiffWorkflow 3.2 has faults and limits, numbered as in `tests/engine/test_spiffworkflow.py`, which shows each of them on the
library as it is shipped. Each has a guard of ours and a test of that guard.

| row | fault | test of our guard |
|---|---|---|
| 1, 2 | tasks below depth 1,000; state grows with every round | `test_two_thousand_reviews_leave_a_case_as_small_and_as_quick_as_twenty` |
| 3 | migration starts timers anew and drops what an open task holds | `test_a_running_case_is_never_moved_to_another_release_by_the_library` |
| 4 | parallel branches merge by last one in | `test_an_operation_done_for_each_of_a_list_keeps_its_outputs_apart`, `test_it_is_refused_by_element_with_a_sentence` |
| 5, 19 | signal and compensation ends, links, event sub-processes, ad-hoc and complex constructs; booleans as 1; conditions out of tasks | `test_a_construct_runs_as_the_standard_says_or_is_refused_by_name`, `test_booleans_written_as_1_and_0_mean_what_they_say` |
| 6, 7, 28 | operations and decision tables | `test_a_business_rule_task_asks_the_decision_table_and_notes_which_rule_said_what`, `test_an_operation_done_for_each_of_a_list_keeps_its_outputs_apart` |
| 8 | what a designer writes runs as Python | `test_python_in_a_diagram_does_not_run_and_is_refused_by_element`, `test_workflows_are_made_in_one_place_so_that_none_gets_the_engine_that_runs_python` |
| 9 | keys that make a state unloadable | `test_a_value_that_a_state_cannot_hold_is_refused`, `test_a_state_that_does_not_read_back_is_never_handed_out` |
| 10, 12, 21 | reserved names and ids, durations and counts out of bounds, circles of calls, long chains | `test_it_is_refused_by_element_with_a_sentence`, `test_a_chain_of_a_thousand_tasks_is_refused_and_not_parsed`, `test_work_that_never_ends_or_grows_is_stopped` |
| 11 | timers on a clock in Scotland; missed rounds | `test_a_month_after_the_last_of_january_is_the_last_of_february`, `test_reminders_missed_while_nobody_was_there_collapse_into_one` |
| 13, 27 | a message goes to all, or to a stranger | `test_a_message_for_which_two_wait_is_refused_and_neither_gets_it` |
| 14 | calls copy everything in and out | `test_a_process_called_for_each_of_a_list_gives_its_answers_in_their_places` |
| 15 | a join that starves | `test_a_process_that_would_strand_a_child_is_not_published_and_the_steps_to_it_are_shown` |
| 16, 24 | entities and doctypes | `test_a_diagram_with_a_doctype_is_refused_before_anything_reads_it` |
| 17 | many instances | `test_a_case_with_too_much_in_it_is_refused` |
| 18 | states of another version | `test_a_state_of_another_version_is_never_read` |
| 20 | a data association to nothing hangs the parser | `test_a_data_association_to_nothing_is_dropped_and_does_not_hang_the_parser` |
| 22, 23 | refusals that name no element, bytes that are no text | `test_what_slips_through_the_checks_is_still_refused_with_its_element`, `test_a_diagram_in_another_encoding_is_read_as_it_says`, `test_any_bytes_get_a_verdict` |
| 25 | an event that does not interrupt fires once | `test_an_event_that_does_not_interrupt_happens_as_often_as_it_is_told` |
| 26 | two timers at an event-based gateway | `test_at_an_event_based_gateway_each_branch_has_its_own_moment_and_the_first_wins` |
| 29 | a message start begins at once | `test_a_process_that_a_message_starts_is_found_by_it_and_starts_with_what_it_carries` |
| — | what follows a join is foretold once for each branch | `test_parallel_parts_one_after_the_other_are_not_foretold_once_for_each_way_through_them` |
"""


def row(case: Case) -> str:
    """One construct and what came of it."""
    return f"| {case.construct} | {outcome(case)} |"


def table() -> str:
    """The whole page."""
    rows = [row(case) for case in CASES]
    right = sum("as the standard says" in one for one in rows)
    wrong = sum("WRONG" in one for one in rows)
    foot = f"\n{len(rows)} constructs: {right} run as the standard says, {len(rows) - right - wrong} are refused by name, {wrong} run wrongly.\n"
    return HEAD + "\n".join(rows) + "\n" + foot + GUARDS


if __name__ == "__main__":
    (ROOT / "docs" / "conformance.md").write_text(table())
