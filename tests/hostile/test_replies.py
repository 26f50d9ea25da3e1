"""Hostile answers to the checks of every lab: what comes back is data, and nothing in it breaks or stalls a check."""

import json
import time

import pytest
import torch

from autograder import wire
from autograder.judging import in_process, run_checks
from autograder.reply import REPLY_LIMIT
from tests.bank import exercises_of, labs, namespace, quiet

SECONDS = 10  # of processor time, for all checks of an exercise with one kind of answers
NESTED, MANY = "[" * 100_000 + "]" * 100_000, "[" + "[]," * 300_000 + "[]]"

TENSORS = {  # from a right tensor and the number of values that may be sent
    "not a number": lambda t, room: torch.full_like(t.float(), float("nan")),
    "infinite": lambda t, room: torch.full_like(t.float(), float("inf")),
    "largest": lambda t, room: torch.full(t.shape, 2**63 - 1),
    "smallest": lambda t, room: torch.full(t.shape, -(2**63)),
    "negative": lambda t, room: -t.abs().long() - 1,
    "complex": lambda t, room: t.to(torch.complex64),
    "true": lambda t, room: torch.ones(t.shape, dtype=torch.bool),
    "eight bits": lambda t, room: t.float().to(torch.float8_e4m3fn),
    "sixteen bits": lambda t, room: t.float().to(torch.bfloat16),
    "empty": lambda t, room: torch.empty(0, *t.shape[1:]),
    "no axis": lambda t, room: torch.tensor(1.0),
    "another axis": lambda t, room: t[None],
    "eight axes": lambda t, room: torch.zeros(2, 2, 2, 2, 2, 2, 2, 2),
    "long": lambda t, room: torch.zeros(room, dtype=torch.int8),
    "wide": lambda t, room: torch.zeros(1, room, 1, dtype=torch.bool),
    "tall": lambda t, room: torch.zeros(room // max(1, 4 * t[:1].numel()), *t.shape[1:]),
}
NUMBERS = [float("nan"), float("inf"), -1, 0, True, 10**18, 10**300, 1e308, -0.0, 2**63]
TEXTS = [
    "",
    "a b\n",
    NESTED,
    MANY,
    "9" * 10_000,
    "NaN",
    "null",
    '{"a": null}',
    "\0\ud7ff\n" * 9,
    "-1 ",
    '["", ""]',
]


def hostile(values: dict, number: int) -> dict:
    """Return what a probe answered with every value replaced by the hostile one of this number."""
    room, kind = 8_000_000 // max(1, len(values)), list(TENSORS.values())[number]
    text, figure = TEXTS[number % len(TEXTS)], NUMBERS[number % len(NUMBERS)]
    text = text * (room // len(text)) if text in {"a b\n", "-1 "} else text[:room]
    return {
        name: kind(value, room)
        if isinstance(value, torch.Tensor)
        else text
        if isinstance(value, str)
        else figure
        for name, value in values.items()
    }


def answering(names: dict, number: int):
    """Return a transport that asks the right answers, and sends hostile ones in their place."""
    honest = in_process(names)

    def transport(source, name, text, seed, seconds):
        message = json.loads(honest(source, name, text, seed, seconds))
        if "values" not in message:
            return json.dumps(message)
        try:
            values = hostile(wire.decode(message["values"])[0], number)
            return json.dumps({"values": wire.encode(values)})[:REPLY_LIMIT]
        except RuntimeError:  # this tensor cannot be made so
            return json.dumps(message)

    return transport


@pytest.fixture(scope="module")
def solved():
    """Return the names that a lab's solution defines, made once a lab."""
    kept = {}

    def get(lab):
        if lab not in kept:
            kept.clear()
            kept[lab] = namespace(lab, {})
        return kept[lab]

    return get


@pytest.mark.slow(part="fuzz")
@pytest.mark.parametrize("number", range(len(TENSORS)), ids=TENSORS)
@pytest.mark.parametrize("lab", labs())
def test_hostile_answers_fail_checks_and_nothing_else(lab, number, solved):
    """Every check of every lab: a verdict each time, within seconds, with a hint of one line."""
    names = solved(lab)
    for exercise in exercises_of(lab, trains=False):
        began = time.process_time()
        with quiet():
            verdicts = run_checks(exercise, answering(names, number), secret="s", student="eve")
        assert time.process_time() - began < SECONDS, exercise
        for verdict in verdicts:
            assert len(verdict.hint) <= 600 and verdict.hint.isprintable()


@pytest.mark.slow(part="fuzz")
@pytest.mark.parametrize("lab", labs())
def test_answers_of_the_wrong_kind_fail_every_check(lab, solved):
    """Texts for tensors, tensors for texts, nothing at all."""
    for answer in (
        "",
        "[]",
        "null",
        '{"values": {}}',
        '{"values": {"plain": {}, "other": {}, "tensors": ""}}',
        NESTED,
        MANY,
        '{"error": ["x"]}',
    ):
        for exercise in exercises_of(lab, trains=False):
            with quiet():
                verdicts = run_checks(exercise, lambda *_, answer=answer: answer, secret="s", student="eve")
            assert all(verdict.hint and not verdict.earned for verdict in verdicts), (exercise, answer[:60])
