"""The grader of Unrolled: hidden checks outside the student's process, for one notebook or a class."""

from typing import Any

__all__ = ["judge"]


def __getattr__(name: str) -> Any:
    if name == "judge":  # on demand: it imports PyTorch, which commands do without
        from autograder.judging import judge

        return judge
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
