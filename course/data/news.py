"""News items in four topics: 1 World, 2 Sports, 3 Business, 4 Science and technology."""

import csv
import warnings

from course.data.downloads import cache_folder, fetch
from course.data.parts import expect_choice, part_of
from course.data.samples import read_sample

TOPICS = ("World", "Sports", "Business", "Sci/Tech")  # their labels are 1, 2, 3, 4


def news(part: str = "train", full: bool = False, source: str = "csv") -> list[tuple[int, str]]:
    """Return (label, text) pairs; labels are 1–4, as published, and a text is title and description.

    Parameters
    ----------
    part : {"train", "test"}
        100 and 25 items a topic of the sample; 120,000 and 7,600 rows of AG_NEWS.
    full : bool
        False for the items that were written for this course, True for AG_NEWS
        (https://doi.org/10.48550/arXiv.1509.01626), in torchtext's place of the cache.
    source : {"csv", "torchtext"}
        Who reads the full set: this course, or torchtext where it loads. Both give the same pairs;
        where torchtext does not load, a warning says so and this course reads.

    Returns
    -------
    list of (int, str)
        A topic from 1 to 4, and a text.

    Raises
    ------
    DataError
        When a full file is not in the cache and cannot be fetched.
    """
    expect_choice("part", part)
    expect_choice("source", source, ("csv", "torchtext"))
    if not full:
        return _sample(part)
    path = fetch(f"datasets/AG_NEWS/{part}.csv", "data.news()")
    if source == "torchtext":
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # each of its parts says that it is archived
                from torchtext.datasets import AG_NEWS

                return list(AG_NEWS(root=str(cache_folder()), split=part))
        except Exception as error:  # an archived library fails in many ways
            reason = " ".join(str(error).split())[:120]
            warnings.warn(
                f"torchtext cannot read AG_NEWS here ({reason}); the course's own reader does.", stacklevel=2
            )
    with path.open(encoding="utf-8", newline="") as file:
        return [(int(label), " ".join(texts)) for label, *texts in csv.reader(file)]


def _sample(part: str) -> list[tuple[int, str]]:
    """Return the embedded items, the topics taking turns."""
    columns = []
    for label, topic in enumerate(TOPICS, start=1):
        lines = read_sample("news", f"{topic.replace('/', '')}.txt").splitlines()
        columns.append([(label, " ".join(line.split("\t"))) for line in lines])
    return [pair for row in part_of(zip(*columns, strict=True), part) for pair in row]
