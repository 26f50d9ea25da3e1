"""The embedded samples: enough, distinct, balanced, and apart from what the grader keeps back."""

import re
import unicodedata
from collections import Counter

import pytest
import torch

from course import data
from course.data.documents import clean
from course.data.names import CATEGORIES
from tests.bank import ROOT


def test_the_script_is_long_and_has_scenes_and_characters():
    """At least 24 KB, a dozen scenes, people who come back."""
    text = data.script()
    assert len(text.encode()) >= 24_000 and text.isascii() and "\r" not in text
    assert len(re.findall(r"^SCENE \d+", text, re.MULTILINE)) >= 12
    speakers = re.findall(r"^([A-Z][A-Z .]*):", text, re.MULTILINE)
    assert sum(speakers.count(name) >= 20 for name in set(speakers)) >= 4
    lines = [line for line in text.splitlines() if len(line) > 40]
    assert len(set(lines)) >= 0.98 * len(lines), "text repeated to fill space"


def test_names_are_many_distinct_and_foldable():
    """At least 100 a category in 18 categories; accents come off to ASCII letters."""
    names = data.names()
    assert tuple(names) == CATEGORIES and len(names) == 18
    for category, entries in names.items():
        folded = [fold(name) for name in entries]
        assert len(set(folded)) == len(folded) >= 100, category
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z' -]+", name) for name in folded), category


def fold(name):
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def test_documents_are_a_thousand_clean_paragraphs():
    """The text changes with the Python release, so ranges are asserted."""
    documents = data.documents()
    assert 700 <= len(documents) <= 1500 and len(set(documents)) == len(documents)
    assert {len(d) for d in documents} == {100}
    assert set("".join(documents)) <= set("abcdefghijklmnopqrstuvwxyz .,!?;")
    whole = data.documents(length=None)
    assert max(map(len, whole)) > 300 and all(re.fullmatch(r"[a-z .,!?;]+", d) for d in whole)
    assert [d[:30] for d in data.documents(length=30)][:3]


def test_cleaning_keeps_short_words_and_apostrophes():
    """ "I", "a" and "don't" are words too."""
    assert clean("I don’t know: a CAFÉ (or  two)… Really ?!") == "i dont know a cafe or two... really?!"


def counts(pairs):
    return Counter(label for label, _ in pairs)


def test_news_items_are_many_balanced_and_distinct():
    """120 or more a topic, labels 1–4, a test part that shares nothing with the training part."""
    train, test = data.news(), data.news("test")
    assert counts(train) == dict.fromkeys((1, 2, 3, 4), 100) and counts(test) == dict.fromkeys(
        (1, 2, 3, 4), 25
    )
    texts = [text for _, text in train + test]
    assert len(set(texts)) == len(texts) and all(20 < len(t) < 400 and "\t" not in t for t in texts)


def test_reviews_are_many_and_balanced():
    """60 or more in each of five classes, three parts without overlap."""
    parts = [data.reviews(part) for part in ("train", "validation", "test")]
    together = [pair for part in parts for pair in part]
    assert all(n >= 60 for n in counts(together).values()) and sorted(counts(together)) == [0, 1, 2, 3, 4]
    assert len({sentence for _, sentence in together}) == len(together) >= 300
    assert all(len(set(counts(part).values())) == 1 for part in parts)


def test_tagged_sentences_have_one_known_tag_a_word():
    """At least 150, with the coarse tags of Universal Dependencies."""
    pairs = data.tagged_sentences() + data.tagged_sentences("test")
    tags = {tag for _, sentence in pairs for tag in sentence}
    assert len(pairs) >= 150 and all(len(words) == len(t) for words, t in pairs)
    known = "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ VERB"
    assert not [tag for tag in tags if tag not in known.split()]
    words = {}
    for sentence, sentence_tags in pairs:
        for word, tag in zip(sentence, sentence_tags, strict=True):
            words.setdefault(word.lower(), set()).add(tag)
    assert sum(len(t) > 1 for t in words.values()) >= 10, "too few words whose tag depends on the sentence"


def test_digits_are_images_from_zero_to_one():
    """scikit-learn's, in two parts."""
    images, labels = data.digits()
    assert images.shape == (1437, 8, 8) and images.dtype == torch.float32
    assert (images.min(), images.max()) == (0, 1) and labels.dtype == torch.int64
    assert len(data.digits("test")[1]) == 360 and sorted(set(labels.tolist())) == list(range(10))


def test_the_small_table_knows_which_words_go_together():
    """Good enough for neighbours: words used alike are near each other."""
    words, vectors = data.word_vectors()
    assert len(words) == len(set(words)) == len(vectors) > 1500
    unit = dict(zip(words, vectors / vectors.norm(dim=1, keepdim=True), strict=True))
    for a, b, far in (("true", "false", "kitchen"), ("class", "method", "goal"), ("film", "plot", "integer")):
        assert unit[a] @ unit[b] > unit[a] @ unit[far] + 0.2, (a, b, far)


def test_parts_that_do_not_exist_are_named():
    """A misspelt part is said at once."""
    for dataset in (data.news, data.reviews, data.tagged_sentences, data.digits):
        with pytest.raises(ValueError, match="tset"):
            dataset("tset")


def test_the_graders_held_out_texts_are_in_no_sample():
    """What the grader asks trained models about never enters a student's process."""
    held_out = ROOT / "autograder" / "checks" / "heldout"
    lines = {line for line in (held_out / "script.txt").read_text().splitlines() if len(line) > 25}
    assert len(lines) > 40 and not lines & set(data.script().splitlines())
    names = data.names()
    pairs = [line.split("\t") for line in (held_out / "names.txt").read_text("utf-8").splitlines()]
    assert {c for c, _ in pairs} == set(CATEGORIES)
    assert not [p for p in pairs if fold(p[1]).lower() in {fold(n).lower() for n in names[p[0]]}]
    paragraphs = (held_out / "documents.txt").read_text().splitlines()
    assert len(set(paragraphs)) == len(paragraphs) >= 50
    assert all(clean(p) == p and len(p) >= 100 for p in paragraphs)
    assert not {p[:40] for p in paragraphs} & {d[:40] for d in data.documents()}
    sentences = {text for _, text in data.news() + data.news("test")}
    sentences |= {text for part in ("train", "validation", "test") for _, text in data.reviews(part)}
    files = [*(held_out / "news").glob("*.txt"), held_out / "reviews.txt"]
    for line in (line for file in files for line in file.read_text("utf-8").splitlines()):
        assert not {line.split("\t")[1], line.replace("\t", " ")} & sentences
    tagged = (held_out / "tagged.txt").read_text("utf-8").splitlines()
    words = [[token.rsplit("/", 1)[0] for token in line.split()] for line in tagged]
    known = [w for w, _ in data.tagged_sentences() + data.tagged_sentences("test")]
    assert len(words) >= 40 and not [w for w in words if w in known]
