"""What people are told by a notice, and no more: a notice names no child, for mail is read over shoulders."""

# {kind of an effect or letter: subject}. The message adds only where to look.
NOTICES = {
    "lead_professional_began": "A child you work with has a lead professional",
    "interim_lead_professional_began": "Somebody leads for the time being for a child you work with",
    "disagreement_raised": "A disagreement about who leads for a child has been raised",
    "disagreement_settled": "It has been settled who shall lead for a child",
}
