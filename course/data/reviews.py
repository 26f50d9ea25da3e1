"""Film reviews of one sentence, from very negative to very positive."""

from course.data.downloads import fetch
from course.data.parts import expect_choice
from course.data.samples import read_sample

CLASSES = ("very negative", "negative", "neutral", "positive", "very positive")
SAMPLE_PARTS = {"validation": (7,), "test": (8, 9)}  # of every ten reviews of a class; the others train
SST_PARTS = {"train": "train", "validation": "dev", "test": "test"}


def reviews(part: str = "train", full: bool = False, source: str = "sst5") -> list[tuple[int, str]]:
    """Return (label, sentence) pairs.

    Parameters
    ----------
    part : {"train", "validation", "test"}
        Of the sample about 46, 6 and 13 a class; of SST-5 8,544, 1,101 and 2,210 sentences.
    full : bool
        False for the sentences that were written for this course, five classes 0–4.
    source : {"sst5", "rt-polarity"}
        The full set: the Stanford Sentiment Treebank's sentences, lower-case tokens, classes 0–4
        (Socher et al., 2013), or 5,331 negative (0) and 5,331 positive (1) sentences (Pang and Lee,
        2005), of which every tenth validates and every tenth tests.

    Returns
    -------
    list of (int, str)
        A class, and a sentence.

    Raises
    ------
    DataError
        When a full file is not in the cache and cannot be fetched.
    """
    expect_choice("part", part, SST_PARTS)
    expect_choice("source", source, ("sst5", "rt-polarity"))
    if not full:
        lines = read_sample("reviews.txt").splitlines()
        pairs = [(int(label), sentence) for label, sentence in (line.split("\t") for line in lines)]
        return _every_tenth(pairs, part)
    if source == "sst5":
        text = fetch(f"sst5/stsa.fine.{SST_PARTS[part]}", "data.reviews()").read_text(encoding="utf-8")
        return [(int(line[0]), line[2:]) for line in text.split("\n") if line]
    pairs = []
    for label, name in enumerate(("neg", "pos")):
        text = fetch(f"rt_polarity/rt-polarity.{name}", "data.reviews()").read_text(encoding="utf-8")
        pairs += [(label, line.strip()) for line in text.split("\n") if line.strip()]
    return _every_tenth(pairs, part)


def _every_tenth(pairs: list[tuple[int, str]], part: str) -> list[tuple[int, str]]:
    """Return the part's share of each class."""
    seen: dict[int, int] = {}
    chosen = []
    for label, sentence in pairs:
        place = seen[label] = seen.get(label, -1) + 1
        home = next((name for name, places in SAMPLE_PARTS.items() if place % 10 in places), "train")
        if home == part:
            chosen.append((label, sentence))
    return chosen
