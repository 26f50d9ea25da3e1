"""Sentences whose words have part-of-speech tags."""

from course.data.news import news
from course.data.parts import expect_choice, part_of
from course.data.samples import read_sample


def tagged_sentences(
    part: str = "train", full: bool = False, count: int = 2000
) -> list[tuple[list[str], list[str]]]:
    """Return (words, tags) pairs with the coarse tags of Universal Dependencies.

    Parameters
    ----------
    part : {"train", "test"}
        Every fifth sentence tests.
    full : bool
        False for the sentences that were written and tagged by hand for this course; True for AG_NEWS
        items tagged by spaCy's small model. Those tags are "silver": about three in a hundred are wrong.
    count : int
        How many items of the full set are tagged; it takes about a minute for 2,000.

    Returns
    -------
    list of (list of str, list of str)
        The words of a sentence, and as many tags.

    Raises
    ------
    DataError
        When the full set is not in the cache and cannot be fetched.
    """
    expect_choice("part", part)
    if full:
        return _silver([text for _, text in news(part, full=True)[:count]])
    lines = read_sample("tagged.txt").splitlines()
    sentences = [[token.rsplit("/", 1) for token in line.split()] for line in lines]
    return [([word for word, _ in s], [tag for _, tag in s]) for s in part_of(sentences, part)]


def _silver(texts: list[str]) -> list[tuple[list[str], list[str]]]:
    from course.text import load_english

    english = load_english(disable=["parser", "ner", "lemmatizer"])
    tagged = []
    for doc in english.pipe(texts, batch_size=256):
        tokens = [token for token in doc if not token.is_space]
        tagged.append(([token.text for token in tokens], [token.pos_ for token in tokens]))
    return tagged
