"""The makers of closures, one for each form of FEEL. Importing this room makes them known to the compiler."""

from app.feel.closures import calls, clauses, sums, tests, values

__all__ = ["calls", "clauses", "sums", "tests", "values"]
