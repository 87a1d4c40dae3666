"""What people are told by a notice, and no more: a notice names no child, for mail is read over shoulders."""

# {kind of an effect or letter: subject}. The message adds only where to look.
NOTICES = {
    "named_person_began": "A child you work with has a named person",
    "lead_professional_began": "A child you work with has a lead professional",
    "interim_lead_professional_began": "Somebody leads for the time being for a child you work with",
    "disagreement_raised": "A disagreement about who leads for a child has been raised",
    "disagreement_settled": "It has been settled who shall lead for a child",
    "disagreement_about": "Partners do not agree about something for a child",
    "disagreement_over": "A disagreement about a child has been settled",
    "protection_concern": "A child protection concern was raised about a child you work with",
    "protection_ended": "Child protection work for a child you work with has ended",
    "meeting_soon_late": "A child protection planning meeting for a child you work with will soon be late",
    "registered": "A child you work with was put on the child protection register",
    "deregistered": "A child you work with was taken off the child protection register",
    "early_review_called": "A review meeting for a child you work with is called before its time",
    "handback_began": "The named person is asked to take a child back",
    "handback_settled": "It has been settled who holds responsibility for a child",
    "handed_back": "A child was handed back to the named person",
    "moves_area": "A child you work with moves to another area",
    "moved_area": "Another area has accepted responsibility for a child you work with",
    "decision_disputed": "A decision about a child you work with is disputed; it stands meanwhile",
    "dispute_settled": "It has been settled what becomes of a disputed decision about a child",
    "death_reported": "Everything waits for a child you work with until a word about them is verified",
    "death_mistaken": "What was said about a child you work with was mistaken, and everything goes on",
    "death_recorded": "Work for a child you work with has ended: look at once",
}
