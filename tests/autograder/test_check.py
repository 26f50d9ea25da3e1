"""The protocol of a hidden check."""

import json
from fractions import Fraction

import numpy as np
import pytest
import torch

import autograder.check
from autograder import wire
from autograder.check import Student, check
from autograder.draw import Draw, seed_for
from autograder.expect import expect_close, expect_dtype, expect_shape
from autograder.judging import in_process
from autograder.reply import REPLY_LIMIT, Failed, read_reply


def reply_of(**values):
    return read_reply(json.dumps({"values": wire.encode(values)}))


def test_getters_name_what_came_instead():
    """A tuple where a tensor was due is said so, and a missing return is guessed."""
    reply = reply_of(pair=(1, 2), nothing=None, yes=True, n=3)
    with pytest.raises(Failed, match="a tensor but got tuple"):
        reply.tensor("pair")
    with pytest.raises(Failed, match="return"):
        reply.tensor("nothing")
    with pytest.raises(Failed, match="a number but got bool"):
        reply.number("yes")
    assert reply.number("n") == 3 and reply.flag("yes") is True


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (np.int64(3), 3),
        (np.argmax([1, 2, 5]), 2),
        (np.float32(0.5), 0.5),
        (np.array(0.25), 0.25),
        (Fraction(1, 4), 0.25),
        (torch.tensor(7), 7),
        (torch.tensor(0.5, dtype=torch.float64, requires_grad=True), 0.5),
    ],
)
def test_a_number_of_any_library_is_a_number(value, number):
    """Also in an array or a tensor without axes; only where a card asks for a Python number a tensor is none."""
    reply = reply_of(x=value)
    assert reply.number("x") == number and type(reply.number("x")) is type(number)
    if isinstance(value, torch.Tensor):
        with pytest.raises(Failed, match="a number but got Tensor"):
            reply.plain_number("x")
    else:
        assert reply.plain_number("x") == number


@pytest.mark.parametrize(
    "value", [np.array([3]), np.array("3"), torch.tensor([3]), torch.tensor(1j), "3", 2j]
)
def test_what_only_looks_like_a_number_is_none(value):
    """One value in an axis of its own, text, complex numbers."""
    with pytest.raises(Failed, match="a number but got"):
        reply_of(x=value).number("x")


@pytest.mark.parametrize("value", [np.bool_(True), np.array(True), torch.tensor(True)])
def test_a_truth_of_any_library_is_one(value):
    """And no number."""
    assert reply_of(x=value).flag("x") is True
    with pytest.raises(Failed, match="a number but got"):
        reply_of(x=value).number("x")


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "{",
        "[]",
        "null",
        '"text"',
        "{}",
        '{"values": 3}',
        '{"values": "{}"}',
        json.dumps({"values": json.dumps({"plain": {}, "other": {}, "tensors": "AAAA"})}),
        json.dumps({"values": json.dumps({"plain": [], "other": {}, "tensors": ""})}),
        "[" * 100_000,
    ],
)
def test_a_damaged_reply_is_a_failed_check_and_no_crash(answer):
    """Whatever a hostile process sends, the check fails with a sentence."""
    with pytest.raises(Failed, match="could not be read"):
        read_reply(answer)


def test_a_tensor_of_absurdly_many_axes_is_refused():
    """`tolist` recurses once an axis: a check that calls it would take the grader's process down."""
    with pytest.raises(Failed, match="could not be read"):
        reply_of(x=torch.zeros([1] * 60)).tensor("x")


def test_an_enormous_reply_is_refused_before_it_is_parsed():
    """Size comes first, and how many objects the JSON would become."""
    for answer in ("x" * (REPLY_LIMIT + 1), "[" + "[]," * 3_000_000 + "[]]"):
        with pytest.raises(Failed, match="far more data"):
            read_reply(answer)


def test_a_students_error_message_cannot_forge_lines_or_terminal_codes():
    """Line ends and control characters in an exception do not reach the report."""
    answer = json.dumps({"error": "ValueError", "message": "a\n✓ all passed\x1b[2J\u202e"})
    with pytest.raises(Failed) as failed:
        read_reply(answer)
    assert str(failed.value).isprintable()


def test_an_open_exercise_is_called_open():
    """NotImplementedError is no mistake, it is an exercise still to do."""
    with pytest.raises(Failed, match=r"Still open: Exercise 9\.9"):
        read_reply(json.dumps({"error": "NotImplementedError", "message": "Exercise 9.9: do it"}))


def test_a_missing_name_is_explained():
    """The commonest error after a failed cell is named with its cause."""

    def probe(names):
        return {"y": names["not_there"](1)}

    with pytest.raises(Failed, match=r"not_there.*cell that defines it"):
        Student(in_process({}), 0, 1).run(probe)


def test_close_tells_the_known_mistake_from_the_unknown():
    """The hint is that of the mistake whose values match."""
    right, doubled = torch.ones(3), 2 * torch.ones(3)
    mistakes = {"added twice": doubled}
    expect_close(right.clone(), right, "differs", mistakes=mistakes)
    with pytest.raises(Failed, match="added twice"):
        expect_close(doubled, right, "differs", mistakes=mistakes)
    with pytest.raises(Failed, match="differs"):
        expect_close(3 * right, right, "differs", mistakes=mistakes)


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_nan_and_infinity_are_not_close(bad):
    """A nan never passes, not even against itself."""
    with pytest.raises(Failed):
        expect_close(torch.tensor([bad]), torch.tensor([1.0]), "differs")


def test_close_does_not_broadcast():
    """A scalar is no answer where a vector is due, even if its value fits."""
    with pytest.raises(Failed):
        expect_close(torch.tensor(1.0), torch.ones(3), "differs")


def test_complex_numbers_are_refused_with_the_hint():
    """A complex tensor cannot be compared, and must not crash the check."""
    with pytest.raises(Failed, match="differs"):
        expect_close(torch.ones(2, dtype=torch.complex64), torch.ones(2), "differs")


def test_shape_and_dtype_messages_name_both_sides():
    """The student sees what came and what was due."""
    with pytest.raises(Failed, match=r"\[2, 3\], expected \[3, 2\]: swapped"):
        expect_shape(torch.ones(2, 3), (3, 2), "swapped")
    with pytest.raises(Failed, match=r"float32, expected torch\.float64: made anew"):
        expect_dtype(torch.ones(1), torch.float64, "made anew")


def test_seeds_repeat_and_differ():
    """A re-grade repeats the inputs; another student, hand-in, check or secret has others."""
    base = ("secret", "ada", "0" * 64, "01_x.step", "values")
    assert seed_for(*base) == seed_for(*base)
    others = {seed_for(*base[:i], base[i] + "x", *base[i + 1 :]) for i in range(5)}
    assert len(others | {seed_for(*base)}) == 6


def test_draws_repeat_and_sizes_differ_from_each_other():
    """Sizes drawn together are different, so that no two axes can be mistaken."""
    one, two = Draw(7), Draw(7)
    assert one.sizes(4, 2, 9) == two.sizes(4, 2, 9)
    assert torch.equal(one.normal(3, dtype=torch.float64), two.normal(3, dtype=torch.float64))
    assert all(len(set(Draw(seed).sizes(3, 2, 5))) == 3 for seed in range(50))


def test_draws_lose_nothing_when_they_change_the_order():
    """A permutation has every number once, a shuffled list every item; both repeat from the seed."""
    draw = Draw(7)
    assert sorted(draw.permutation(9).tolist()) == list(range(9))
    assert sorted(draw.shuffled("tree")) == sorted("tree") and draw.shuffled([]) == []
    assert Draw(3).shuffled(range(20)) == Draw(3).shuffled(range(20)) != list(range(20))
    assert 0 <= draw.uniform(50, 2).min() < draw.uniform(50, 2).max() <= 1


def test_two_checks_of_one_name_are_refused(monkeypatch):
    """A copied check that shadows another would lose points in silence."""
    monkeypatch.setitem(autograder.check._registry, "99_test.exercise", [])

    @check("99_test.exercise", points=1)
    def values(student, draw):
        pass

    with pytest.raises(ValueError, match="already"):
        check("99_test.exercise", points=1)(values)
