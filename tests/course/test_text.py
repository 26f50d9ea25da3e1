"""Vocabularies and batches of text."""

import itertools
import subprocess
import sys

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from course.text import Vocabulary, length_buckets, pad, stateful_batches

TEXT = st.text(st.characters(codec="utf-8"), max_size=80)


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_encoding_goes_there_and_back_and_meets_the_unknown(known, other):
    """Any text: its own vocabulary gives it back; with `unknown`, foreign characters are marked."""
    own = Vocabulary(known)
    assert own.decode(own.encode(known)) == known
    marked = Vocabulary(known, specials=("<eos>",), unknown="<unk>")
    assert marked.encode(other).tolist() == [marked.symbols.index(c) if c in known else 1 for c in other]


@settings(max_examples=60, deadline=None)
@given(TEXT)
def test_characters_and_tokens_are_numbered_alike(text):
    """The vectorised way for characters gives what the plain look-up gives."""
    vocab = Vocabulary(text)
    assert vocab.encode(text).equal(vocab.encode(list(text)))
    assert vocab.encode(text).dtype == torch.int64


@pytest.mark.long
def test_numbers_are_the_same_in_every_process():
    """No hash of a set decides: specials, then unknown, then sorted."""
    vocab = Vocabulary(["the", "cat", "The"], specials=("<pad>", "<eos>"), unknown="<unk>")
    assert vocab.symbols == ("<pad>", "<eos>", "<unk>", "The", "cat", "the")
    code = "from course.text import Vocabulary; print(Vocabulary('hello world').symbols)"
    seen = {
        subprocess.run([sys.executable, "-c", code], env={"PYTHONHASHSEED": seed}, capture_output=True).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1 and seen != {b""}


def test_an_unknown_symbol_is_named():
    """Where nothing stands for it."""
    vocab = Vocabulary("abc")
    for text in ("abd", ["d"]):
        with pytest.raises(KeyError, match="'d' is not in the vocabulary"):
            vocab.encode(text)
    assert "a" in vocab and "d" not in vocab and len(vocab) == 3 and vocab.index("b") == 1


def test_a_marker_is_no_symbol():
    """Two meanings for one number would be a mistake nobody sees."""
    for symbols, specials, unknown in (("abc", ("a",), None), ("b", ("a", "a"), None), ("b", ("a",), "a")):
        with pytest.raises(ValueError, match="marker"):
            Vocabulary(symbols, specials, unknown)


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 120), st.integers(1, 7), st.integers(1, 9))
def test_stateful_windows_lose_nothing_but_the_tail(length, batch_size, seq_len):
    """Rows go on from window to window, targets are one further, windows are views of the text."""
    text = torch.arange(length)
    if length <= batch_size:
        with pytest.raises(ValueError, match="too few"):
            stateful_batches(text, batch_size, seq_len)
        return
    batches = stateful_batches(text, batch_size, seq_len)
    whole = torch.cat([x for x, _ in batches], dim=1)
    assert all(y.equal(x + 1) for x, y in batches)
    assert whole.flatten().equal(torch.arange(whole.numel()))
    assert 0 <= length - 1 - whole.numel() < batch_size
    assert all(x.shape[1] == seq_len for x, _ in batches[:-1])
    assert all(
        part.untyped_storage().data_ptr() == text.untyped_storage().data_ptr() for b in batches for part in b
    )


def test_padding_keeps_sequences_and_says_their_lengths():
    """Also for vectors a step, and for an empty sequence."""
    padded, lengths = pad([torch.ones(2, 3), torch.ones(0, 3), torch.ones(4, 3)], value=-1)
    assert padded.shape == (3, 4, 3) and lengths.tolist() == [2, 0, 4]
    assert padded[0, 2:].eq(-1).all() and padded[1].eq(-1).all() and padded[2].eq(1).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 50), max_size=60), st.integers(1, 9))
def test_buckets_hold_everything_once_and_pad_little(lengths, batch_size):
    """Each sequence is in one batch; no two batches' lengths overlap."""
    buckets = length_buckets(lengths, batch_size, torch.Generator().manual_seed(0))
    assert sorted(i for b in buckets for i in b.tolist()) == list(range(len(lengths)))
    spans = sorted((min(lengths[i] for i in b), max(lengths[i] for i in b)) for b in buckets)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    assert all(len(b) <= batch_size for b in buckets)


def test_buckets_come_in_another_order_each_pass_and_can_be_repeated():
    """Order is random, and the generator's."""

    def order(seed):
        buckets = length_buckets(range(40), 4, torch.Generator().manual_seed(seed))
        return torch.cat(buckets).tolist()

    assert order(1) == order(1) != order(2)
