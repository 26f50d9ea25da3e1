"""The grader of Unrolled: hidden checks outside the student's process, for one notebook or a class."""

from autograder.judge import judge

__all__ = ["judge"]
