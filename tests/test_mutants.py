"""The processes that judge mutants, what is noted and printed of it, and a sample of some labs."""

import hashlib
import sys
import time
from collections import Counter
from functools import partial

import pytest

import autograder.check
from autograder.check import check
from autograder.expect import expect
from autograder.judging import in_process, run_checks
from tests import mutants as command
from tests.bank import labs
from tests.mutation import OPERATORS
from tests.mutation.forked import DIED, LATE, outcomes
from tests.mutation.judging import judge, judge_and_note, judged
from tests.mutation.making import bases, cells_of, likeness, mutants


def probe(names, n):
    return {"twice": names["twice"](n)}


@pytest.fixture
def hints(monkeypatch):
    """An exercise of one function that doubles a number; what its checks say of a notebook's names."""
    monkeypatch.setitem(autograder.check._registry, "00_tiny.twice", [])

    @check("00_tiny.twice", points=1)
    def small(student, draw):
        expect(student.run(probe, n=2).number("twice") == 4, "It is not twice as much.")

    @check("00_tiny.twice", points=1)
    def drawn(student, draw):
        n = draw.size(-1, 1)
        expect(student.run(probe, n=n).number("twice") == 2 * n, "It is not twice as much.")

    def said(names, seed):
        verdicts = run_checks("00_tiny.twice", in_process(names), secret=f"seed {seed}")
        return [verdict.hint for verdict in verdicts]

    return said


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("def twice(n):\n    return n + n", "survived"),
        ("def twice(n):\n    return n + 2", "caught"),
        ("def twice(n):\n    return n * n", "survived"),  # of those drawn, 0 tells nothing
        ("def twice(n):\n    return n.double()", "crashed"),
        ("def twice(n):\n    return 2 * m", "crashed"),
        ("twice = [][0]", "crashed"),
    ],
)
def test_how_an_answer_is_judged(hints, source, outcome):
    """It survives with full marks for one seed of three."""
    found = judged(source, {}, hints, range(6))
    assert found["outcome"] == outcome
    assert (found["seeds"] != []) == (outcome == "survived")
    assert found["why"] if outcome != "survived" else len(found["seeds"]) <= 6


@pytest.mark.long
def test_what_becomes_of_a_process(hints):
    """A reply, none after the time, and none from one that ends itself; the next ones run all the same."""
    sources = {
        "fine": "def twice(n):\n    return n + n",
        "endless": "def twice(n):\n    while True: pass",
        "gone": "import os\ndef twice(n):\n    os._exit(0)",
        "asleep": "import time\ndef twice(n):\n    time.sleep(60)",
        "exit": "raise SystemExit",
    }
    begun = time.monotonic()
    jobs = [(name, partial(judged, source, {}, hints), 1.0) for name, source in sources.items()]
    found = dict(outcomes(jobs))
    assert found.pop("fine")["outcome"] == "survived"
    assert found == {"endless": LATE, "gone": DIED, "asleep": LATE, "exit": DIED}
    assert time.monotonic() - begun < 30


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are those of Linux")
def test_a_process_has_a_limit_on_its_memory(hints):
    """An endless list ends in Python's own error, before the host feels it."""
    source = "def twice(n):\n    return len(bytes(8 * 2**30))"
    ((_, found),) = outcomes([("big", partial(judged, source, {}, hints), 20.0)])
    assert found["outcome"] == "crashed" and "MemoryError" in found["why"]


def test_the_second_answer_is_built_in_another_way():
    """And is right, of course."""
    own, other = bases("02_rnn_shapes", "unroll_cell").items()
    assert own[0] == "instructor" and other[0].startswith("right_")
    assert likeness(own[1], other[1]) < 0.9 < likeness(own[1], own[1])


def test_what_was_judged_is_not_judged_again(monkeypatch, tmp_path, capsys):
    """Each outcome is noted at once; a line that was cut off counts for nothing."""
    some = mutants("02_rnn_shapes", "last_state")
    asked = []

    def fake(new):
        for mutant in new:
            asked.append(mutant.id)
            if len(asked) == 3:
                raise KeyboardInterrupt
            yield mutant, {"outcome": "caught", "seeds": [], "seconds": 0.1, "why": ""}

    monkeypatch.setattr("tests.mutation.judging.NOTES", tmp_path / "notes")
    monkeypatch.setattr("tests.mutation.judging.judge", fake)
    with pytest.raises(KeyboardInterrupt):
        judge_and_note(some)
    with (tmp_path / "notes" / "lab02.jsonl").open("a") as file:
        file.write('{"key": "cut o')
    file_notes = (tmp_path / "notes" / "lab02.jsonl").read_text()
    assert len(file_notes.split("\n")) == 1 + 2 + 1
    assert set(judge_and_note(some)) == {m.id for m in some}
    assert Counter(asked).most_common(1)[0] == (some[2].id, 2)
    judge_and_note(some)
    assert len(asked) == len(some) + 1


@pytest.mark.parametrize(
    ("outcome", "listed", "code", "said"),
    [
        ("caught", False, 0, "100.0"),
        ("survived", False, 1, "return state[0]"),
        ("survived", True, 0, "equivalent"),
        ("caught", True, 1, "it is caught: remove the line"),
    ],
)
def test_the_command_says_what_survives(monkeypatch, tmp_path, capsys, outcome, listed, code, said):
    """With a diff and a table; the exit code tells whether that is enough."""
    some = mutants("02_rnn_shapes", "last_state")
    note = {"outcome": outcome, "seeds": [0] if outcome == "survived" else [], "seconds": 0.1, "why": ""}
    monkeypatch.setattr(command, "judge_and_note", lambda some: {m.id: note for m in some})
    lines = [f"{m.id} {m.place} {m.operator}: a reason why nobody sees it" for m in some]
    monkeypatch.setattr(command, "EQUIVALENT", tmp_path / "list.txt")
    command.EQUIVALENT.write_text("# a comment\n" + "\n".join(lines if listed else []))
    assert command.main(["02", "last_state"]) == code
    assert said in capsys.readouterr().out
    command.EQUIVALENT.write_text(
        "0123456789 02_rnn_shapes/last_state axis: it was a mutant once, and is none now"
    )
    assert command.main(["02", "last_state"]) == 1
    assert "no such mutant any more" in capsys.readouterr().out


def test_every_equivalent_mutant_has_its_reason():
    """Of some length; each is listed once, and names a cell and an operator."""
    places = {f"{lab}/{cell}" for lab in labs() for cell in cells_of(lab)}
    lines = command.listed()
    assert len({line.id for line in lines}) == len(lines)
    for line in lines:
        assert line.place in places and line.operator in OPERATORS, line
        assert len(line.reason.split()) >= 8, line


OPEN = {"02_rnn_shapes", "09_digits_by_rows"}  # their checks let one of the three pass
SAMPLED = [lab for lab in labs() if lab not in OPEN]


@pytest.mark.long
@pytest.mark.parametrize("lab", SAMPLED)
def test_a_sample_is_caught(lab):
    """Three mutants of a lab, chosen by their text, with one seed; all of them are `make mutants`."""
    every = [m for cell in cells_of(lab) for m in mutants(lab, cell)]
    some = sorted(every, key=lambda m: hashlib.sha256(m.source.encode()).digest())[:3]
    equal = {line.id for line in command.listed()}
    for mutant, found in judge(some, seeds=[0]):
        assert found["outcome"] != "survived" or mutant.id in equal, command.shown(mutant, found)
