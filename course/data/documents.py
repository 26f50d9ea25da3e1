"""Short documents, for n-grams against an LSTM."""

import re
import unicodedata
from collections.abc import Iterable

from course.data.downloads import DataError, cache_folder


def documents(length: int | None = 100, full: bool = False) -> list[str]:
    """Return distinct documents of lower-case letters, single spaces and ``.,!?;``.

    Parameters
    ----------
    length : int, optional
        Documents are cut to their first `length` characters, shorter ones dropped, and those that
        are then the same dropped too. None leaves them whole.
    full : bool
        False for the paragraphs of the Python language reference that every Python ships (they
        change a little from release to release); True for the 20 Newsgroups posts of
        `sklearn.datasets.fetch_20newsgroups` without headers, footers and quotes.

    Returns
    -------
    list of str
        The documents, in the order of the source.

    Raises
    ------
    DataError
        When the full set is not in the cache and cannot be fetched.
    """
    cleaned = (clean(text) for text in (_newsgroups() if full else _reference()))
    if length is not None:
        cleaned = (text[:length] for text in cleaned if len(text) >= length)
    return list(dict.fromkeys(filter(None, cleaned)))


def clean(text: str) -> str:
    """Return a text in lower case with only the letters a–z, single spaces and ``.,!?;``.

    Accents are taken off; an apostrophe is dropped so that "don't" stays one word; anything else
    parts two words.
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    plain = plain.lower().replace("'", "").replace("’", "")
    words = re.sub(r"[^a-z.,!?;]+", " ", plain)
    words = re.sub(r"\s+(?=[.,!?;])", "", words)
    return re.sub(",{2,}", ",", words).lstrip(" .,!?;").rstrip()


def _reference() -> Iterable[str]:
    """Return the paragraphs of the language reference: prose, not code, tables or headings."""
    from pydoc_data.topics import topics

    for topic in sorted(topics):
        for paragraph in topics[topic].split("\n\n"):
            if not paragraph.startswith("    ") and "::=" not in paragraph and ">>>" not in paragraph:
                yield paragraph


def _newsgroups() -> Iterable[str]:
    from sklearn.datasets import fetch_20newsgroups

    try:
        return fetch_20newsgroups(
            data_home=cache_folder(), subset="all", remove=("headers", "footers", "quotes")
        ).data
    except Exception as error:  # scikit-learn passes on whatever its download met
        reason = " ".join(str(error).split()) or type(error).__name__
        raise DataError(
            f"20 Newsgroups could not be fetched: {reason[:200]}. Load it once where there is a network, with "
            f"sklearn.datasets.fetch_20newsgroups(data_home=...), and point UNROLLED_DATA at that folder. "
            "Without it, data.documents() gives the embedded sample."
        ) from None
