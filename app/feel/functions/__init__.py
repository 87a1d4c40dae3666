"""FEEL's built-in functions, each declared where it is written and found here by its name."""

from app.feel.functions import contexts, lists, numbers, spans, strings, times
from app.feel.functions.signature import BUILTINS, SHALLOW

__all__ = ["BUILTINS", "SHALLOW", "contexts", "lists", "numbers", "spans", "strings", "times"]
