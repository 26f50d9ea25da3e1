"""Downloads, from servers that misbehave into caches that do."""

import contextlib
import gc
import hashlib
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from course import data
from course.data import DataError, cache_folder, downloads

NAME, BODY = "tinyshakespeare/input.txt", b"First Citizen:\nBefore we proceed.\n" * 500
pytestmark = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")  # pooch, after a failure


def test_the_cache_folder_can_be_set_for_a_whole_course(monkeypatch, tmp_path):
    """`UNROLLED_DATA` points everybody at one folder."""
    monkeypatch.setenv("UNROLLED_DATA", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("UNROLLED_DATA")
    assert cache_folder().name == "unrolled"


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


@pytest.mark.long
def test_a_full_disk_is_one_sentence(serve, tmp_path):
    """On a real disk of 64 KB that the file does not fit on."""
    from autograder.sandbox.bubblewrap import find_bwrap

    big = BODY * 20
    server = serve(lambda h, n: send(h, big))
    inside = [find_bwrap(), "--dev-bind", "/", "/", "--size", "65536", "--tmpfs", str(tmp_path)]
    inside += ["--setenv", "UNROLLED_DATA", str(tmp_path), sys.executable, "-c", ASK, server.url]
    done = subprocess.run([*inside, sha256(big)], capture_output=True, text=True)
    assert "cache cannot be written (No space left on device)" in done.stdout, done.stderr[-500:]


@pytest.mark.long
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


def test_odd_rows_of_news_are_read(cache, serve, monkeypatch):
    """Empty descriptions, quotes and line ends inside quotes, backslashes at the end, any language."""
    rows = '"3","Zürich – «Höhe»",""\n"1","He said ""no""","two\nlines\\"\n"4","&lt;b&gt;","東京, \\"\n'
    server = serve(lambda handler, n: send(handler, rows.encode()))
    monkeypatch.setitem(downloads.REGISTRY, "datasets/AG_NEWS/test.csv", (server.url, sha256(rows.encode())))
    assert data.news("test", full=True) == [
        (3, "Zürich – «Höhe» "), (1, 'He said "no" two\nlines\\'), (4, "&lt;b&gt; 東京, \\"),
    ]  # fmt: skip
