"""What can go wrong: a text that is not FEEL (FeelError), a value that does not exist (NoValue), a budget spent (Overrun)."""

from app.domain.errors import Invalid


class FeelError(Invalid):
    """A text that cannot be read as FEEL. `position` is the offset of the first character that does not fit, from 0.

    The sentence says where (counted from 1, as editors do), what was found and what to write instead.
    """

    code = "invalid-expression"

    def __init__(self, message: str, position: int = 0) -> None:
        self.message, self.position = message, position
        super().__init__(f"{message} (at character {position + 1})")


class NoValue(Exception):
    """Inside this room only: an operation has no result for these values. Becomes null and a warning, never an error."""


class Overrun(Exception):
    """Inside this room only: an evaluation ran out of steps, depth or size. The whole value becomes null, with a warning."""
