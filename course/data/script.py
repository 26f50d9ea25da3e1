"""Comedy and drama, for models of characters."""

from course.data.downloads import fetch
from course.data.samples import read_sample


def script(full: bool = False) -> str:
    r"""Return a script to learn from, as one text with ``"\n"`` at the end of each line.

    Parameters
    ----------
    full : bool
        False for the comedy that was written for this course, at least 24 KB; True for "tiny
        Shakespeare" (https://github.com/karpathy/char-rnn), 1,115,394 characters, 65 of them distinct.

    Raises
    ------
    DataError
        When the full text is not in the cache and cannot be fetched.
    """
    if full:
        return fetch("tinyshakespeare/input.txt", "data.script()").read_text(encoding="utf-8")
    return read_sample("script.txt")
