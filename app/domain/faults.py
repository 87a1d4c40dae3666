"""What may be written down of a bug: the kind of error and the way to it, never its message."""

from traceback import extract_tb


def trace(error: BaseException) -> dict[str, object]:
    """{"kind": the error's class, "where": file, line and function of each call}.

    A message may quote a value, and a value may be about a child; frames and class names are ours.
    """
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in extract_tb(error.__traceback__)]
    return {"kind": type(error).__name__, "where": where}
