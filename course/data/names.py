"""Surnames in 18 categories."""

import re

from course.data.downloads import fetch
from course.data.samples import read_sample

CATEGORIES = (
    "Arabic", "Chinese", "Czech", "Dutch", "English", "French", "German", "Greek", "Irish", "Italian", "Japanese",
    "Korean", "Polish", "Portuguese", "Russian", "Scottish", "Spanish", "Vietnamese",
)  # fmt: skip
STRAY = "To The First Page"  # a link that was scraped with the Russian names, 24 times


def names(full: bool = False) -> dict[str, list[str]]:
    """Return surnames by category, accents kept.

    Parameters
    ----------
    full : bool
        False for the real surnames written down for this course: at least 100 a category, no name
        twice in one. True for the published set of the PyTorch tutorials: 20,074 lines in 18 files,
        of which 24 are a scraped link and are dropped; letters that slipped in (``Rafaj1``,
        ``Lu:``, a comma at the end) are mended. 20,050 names remain, about 2,000 of them repeats.

    Returns
    -------
    dict of str to list of str
        Category → names, both in alphabetical order of the categories and the order of the files.

    Raises
    ------
    DataError
        When the full set is not in the cache and cannot be fetched.
    """
    if not full:
        return {c: read_sample("names", f"{c}.txt").splitlines() for c in CATEGORIES}
    texts = {c: fetch(f"names/{c}.txt", "data.names()").read_text(encoding="utf-8") for c in CATEGORIES}
    mended = {c: [mend(line) for line in text.splitlines()] for c, text in texts.items()}
    return {c: [name for name in lines if name and name != STRAY] for c, lines in mended.items()}


def mend(name: str) -> str:
    """Return a name without what no name has: digits, colons, a comma at the end, odd spaces."""
    return " ".join(re.sub(r"[0-9:]|,\s*$", "", name).split())
