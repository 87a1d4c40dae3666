"""Words that people write where no form asks: how long they may be, and what no database keeps."""

from app.domain.errors import Invalid

LONGEST_WORDS = 1_000


def check_words(text: str, longest: int) -> None:
    """Raise Invalid for words that are too long, or hold a character that no database keeps."""
    if len(text) > longest or "\0" in text:
        raise Invalid(f"Shorten this to {longest} characters, written as plain text.")
