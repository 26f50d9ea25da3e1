"""The lessons' one form: cards, hints, predictions, the core path, commentary, minutes, and what comes next."""

import contextlib
import importlib
import io
import re

import pytest
import torch

from course.checks.core import Missed
from tests.bank import labs, namespace, source_cells
from tests.make_class import release

LABS = labs()
FOLDED = re.compile(r"<details><summary>(What you should see, and why|Answer)</summary>\n\n")
HINTS = ("Hint 1 · a nudge", "Hint 2 · the approach", "Hint 3 · the line's shape")
MINUTES = re.compile(r"\*\*About (\d+) minutes?\*\* · (\d+) points?")
LAST_LINE = re.compile(MINUTES.pattern + r" · importance ([●○]{5}) · difficulty ([●○]{5})")
SECTION = re.compile(r"^## (\d+) · .+$", re.MULTILINE)
BRIDGE = 160  # characters of a sentence between two code cells that explains nothing


def given(cell):
    """Return what nbgrader knows about a cell."""
    return cell.metadata.get("nbgrader", {})


def stories(lab):
    """Return the lab's own markdown cells: no answers, and nothing that students do not get."""
    return [
        c for c in source_cells(lab) if c.cell_type == "markdown" and not given(c) and not is_commentary(c)
    ]


def is_commentary(cell):
    """Tell whether a cell is for those who teach, and stays out of the release."""
    return "commentary" in cell.metadata.get("tags", [])


def cards(lab):
    """Return each graded code cell's card with it: the nearest one before it."""
    found, card = {}, None
    for cell in source_cells(lab):
        if cell.source.startswith("### Exercise"):
            card = cell
        if cell.cell_type == "code" and given(cell).get("grade"):
            assert card is not None, f"{cell.id} has no card of its own"
            found[cell.id], card = (card, cell), None
    return found


def is_scale(dots):
    """Tell whether five dots are filled from the left, one at least."""
    return dots == "●" * dots.count("●") + "○" * dots.count("○") and "●" in dots


@pytest.mark.parametrize("lab", LABS)
def test_every_graded_cell_has_a_card_of_its_own_in_the_one_form(lab):
    """What, why, shapes, help with three folded hints, and a last line that agrees with nbgrader's points."""
    solved = {c.id for c in source_cells(lab) if given(c).get("solution")}
    for name, (card, graded) in cards(lab).items():
        assert re.match(r"### Exercise \d+\.\d+(, (first|second|third) part)? · \S", card.source), card.id
        last = LAST_LINE.fullmatch(card.source.splitlines()[-1])
        assert last, f"{card.id}: {card.source.splitlines()[-1]}"
        assert int(last[2]) == given(graded).points and is_scale(last[3]) and is_scale(last[4]), card.id
        if name.removesuffix("-graded") not in solved:
            continue  # a trained model: nothing is written there
        at = [card.source.find(f"\n**{part}.** ") for part in ("What", "Why", "Shapes", "Help")]
        assert -1 not in at and at == sorted(at), card.id
        hints = re.findall(
            r"^<details><summary>([^<\n]*)</summary>\n\n(.+?)\n\n</details>$", card.source, re.M | re.S
        )
        assert [title for title, _ in hints] == list(HINTS) and card.source.count("<details>") == 3, card.id
        assert min(len(text) for _, text in hints) > 40, card.id
        assert card.source.index("<details>") > at[-1], card.id


@pytest.mark.parametrize("lab", LABS)
def test_no_hint_is_the_whole_answer(lab):
    """A line of an instructor's answer stands whole in no card."""
    for name, (card, _) in cards(lab).items():
        answer = [c.source for c in source_cells(lab) if c.id == name.removesuffix("-graded")]
        parts = re.findall(r"### BEGIN SOLUTION.*?\n(.*?)### END", answer[0] if answer else "", re.DOTALL)
        lines = [line.strip() for part in parts for line in part.splitlines() if len(line.strip()) > 15]
        told = [line for line in lines if line in card.source and not line.endswith(":")]
        assert not told, f"{card.id} tells {told}"


@pytest.mark.parametrize("lab", LABS)
def test_no_prediction_is_answered_in_plain_sight(lab):
    """What comes after a prediction is a code cell; what is said of its output is folded."""
    cells = source_cells(lab)
    asked = [i for i, c in enumerate(cells) if c.cell_type == "markdown" and "**Predict" in c.source]
    assert len(asked) >= 5
    for place in asked:
        after = cells[place].source.partition("**Predict")[2]
        assert "<details>" not in after or FOLDED.search(after), cells[place].id
        for cell in cells[place + 1 :]:
            if cell.cell_type == "markdown" and not (len(cell.source) < BRIDGE and "**" not in cell.source):
                break
        asks_again = "**Predict" in cell.source and not cell.id.endswith(("-answer", "-end", "-why"))
        open_ = not given(cell) and not (FOLDED.match(cell.source) or cell.source.startswith("#"))
        assert asks_again or not open_, f"{cells[place].id} is answered by {cell.id}"


@pytest.mark.parametrize("lab", LABS)
def test_the_core_path_is_named_and_takes_an_hour_at_most(lab):
    """Its sections are those that are not marked as more; their exercises leave time to read."""
    opening = source_cells(lab)[0].source
    path = re.search(r"^\*\*Core path\*\* · (\d+) minutes · sections ([\d, ]+)\.", opening, re.MULTILINE)
    assert path and int(path[1]) <= 60
    whole = int(re.search(r"\*\*Time\*\* about (\d+) minutes", opening)[1])
    section, numbers, core, minutes = 0, [], [], {True: 0, False: 0}
    for cell in stories(lab):
        for heading in re.findall(r"^## .+$", cell.source, re.MULTILINE):
            if heading.startswith("## What you have learned"):
                continue
            assert SECTION.fullmatch(heading), f"{cell.id}: {heading}"
            section = int(SECTION.fullmatch(heading)[1])
            numbers.append(section)
            core += [section] if not heading.endswith(" · more") else []
        if asked := MINUTES.search(cell.source):
            minutes[section in core and cell.source.startswith("### Exercise")] += int(asked[1])
    assert numbers == list(range(1, len(numbers) + 1))
    assert core == [int(number) for number in path[2].split(",")]
    assert minutes[True] < int(path[1]) and sum(minutes.values()) < whole


@pytest.mark.parametrize("lab", LABS)
def test_written_questions_say_their_minutes_and_the_end_says_what_comes_next(lab):
    """The last line of a lab is one sentence about the next."""
    cells = source_cells(lab)
    for place, cell in enumerate(cells):
        if cell.cell_type == "markdown" and given(cell).get("grade"):
            last = LAST_LINE.search(cells[place - 1].source.replace(", read by a person", ""))
            assert last and int(last[2]) == given(cell).points, cells[place - 1].id
    closing = cells[-1].source
    assert re.fullmatch(r"\*\*Next\*\*: lab \d\d, \S.+\.", closing.splitlines()[-1])
    learned = closing.split("\n\n")[1].splitlines()
    assert all(line.startswith(("- ✓ ", "  ")) for line in learned)


@pytest.mark.parametrize("lab", LABS)
def test_every_answer_has_a_commentary_and_students_get_none(lab):
    """Right after what it is about, four sentences at least."""
    cells = source_cells(lab)
    for place, cell in enumerate(cells):
        if given(cell).get("grade"):
            comment = cells[place + 1]
            assert comment.id == f"{cell.id.removesuffix('-graded')}-commentary"
            assert is_commentary(comment) and comment.source.startswith("#### Commentary\n\n"), comment.id
            assert len(re.findall(r"[.:?!)](?:\s|$)", comment.source)) >= 4, comment.id
    assert not [c.id for c in release(lab).cells if is_commentary(c) or "Commentary" in c.source]


def told(check, answer):
    """Return what a check prints, or the sentence that it raises."""
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        try:
            check(answer)
        except Missed as error:
            return str(error)
    return printed.getvalue()


@pytest.mark.parametrize("lab", LABS)
def test_a_bonus_can_be_left_open_and_can_be_solved(lab):
    """Untouched, its check says so and raises nothing; the commentary's answer passes, and one that gives nothing does not."""
    cells = {cell.id: cell for cell in source_cells(lab)}
    (name,) = [id.removesuffix("-check") for id in cells if id.startswith("bonus_") and id.endswith("-check")]
    assert cells[f"{name}-card"].source.startswith("### Bonus · ") and not given(cells[name])
    assert cells[f"{name}-check"].source == f"check.{name}({name})"
    check = getattr(importlib.import_module(f"course.checks.lab{lab[:2]}"), name)
    answer = re.search(r"```python\n(.*?)```", cells[f"{name}-commentary"].source, re.DOTALL)[1]
    said = []
    for source in (cells[name].source, answer):
        names = {"torch": torch, **namespace(lab, {})}
        exec(source, names)
        said.append(told(check, names[name]))
    said.append(told(check, lambda *_, **__: None))
    for line, mark in zip(said, "☆★✗", strict=True):
        assert line.startswith(f"{mark} Bonus · "), line
