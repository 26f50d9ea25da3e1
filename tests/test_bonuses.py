"""A typical mistake in a bonus gets its sentence and costs nothing; what the cards say of counting is measured again."""

import importlib
import re

import pytest
import torch

from course.checks.core import Missed
from tests.bank import source_cells
from tests.visible import given

PARTS = ("train", "validation", "test")
WRONG = [  # a lab, what a right answer has, what a wrong one has instead, what the check says
    ("01_custom_rnn", "5.0, -1.0", "0.5, -0.1", "The 1 is forgotten"),
    ("02_rnn_shapes", "state = state.detach()", "pass", "Is the state detached"),
    ("03_bidirectional", "[:, d:]", "[:, : x.shape[1]]", "look ahead at all"),
    ("04_char_lstm", "later.flip(0).cumprod(0).flip(0)", "later.cumprod(0)", "No gate stands between"),
    ("05_ngram_vs_lstm", "kept / kept.sum()", "kept", "do not add up to 1"),
    ("06_name_generation", "target.tolist()", "target.tolist()[:-1]", "EOS is one of the targets"),
    ("07_ag_news", "torch.ones(n_targets", "torch.zeros(n_targets", "Add one to each count"),
    ("08_pos_tagging", ".max(0)", ".max(1)", "from tag a to tag b"),
    ("09_digits_by_rows", ":, rows - 1]", ":, rows - 2]", "counted from 1"),
    ("10_sentiment", "indices.clone()", "indices", "Work on a copy"),
]


def bonus(lab):
    """Return the answer in the commentary of a lab's bonus, and the cell that checks it."""
    cells = {cell.id: cell.source for cell in source_cells(lab) if cell.id.startswith("bonus_")}
    (answer,) = re.findall(r"```python\n(.*?)```", "".join(cells.values()), re.DOTALL)
    (check,) = [source for id, source in cells.items() if id.endswith("-check")]
    return answer, check


@pytest.mark.long
@pytest.mark.parametrize(("lab", "right", "wrong", "said"), WRONG)
def test_a_wrong_bonus_gets_a_sentence_and_costs_nothing(lab, right, wrong, said, capsys):
    """The answer in the commentary, spoiled in one place."""
    answer, check = bonus(lab)
    assert answer.count(right) == 1
    names, module = dict(given(lab)), importlib.import_module(f"course.checks.lab{lab[:2]}")
    module.progress()
    before = capsys.readouterr().out
    exec(answer.replace(right, wrong), names)
    with pytest.raises(Missed, match=f"^✗ Bonus · .*{said}"):
        exec(check, names)
    module.progress()
    assert capsys.readouterr().out == before


@pytest.mark.long
def test_naive_bayes_is_as_good_as_lab_07_says():
    """62 of 80 texts to choose with, 84 of 100 to report with."""
    names = dict(given("07_ag_news"))
    exec(bonus("07_ag_news")[0], names)
    parts = [[(names["words_of"](text), label - 1) for label, text in names[f"{p}_pairs"]] for p in PARTS]
    learned = [words for words, _ in parts[0]], torch.tensor([topic for _, topic in parts[0]])
    scores = names["bonus_rival"](*learned, 4)
    assert [sum(scores(words).argmax() == topic for words, topic in part) for part in parts[1:]] == [62, 84]


@pytest.mark.long
def test_counted_tags_gain_from_their_neighbours_what_lab_08_says():
    """From 78.6% of the words to 84.2%, and to 84.9% as a hidden Markov model counts."""
    names = dict(given("08_pos_tagging"))
    cells = {cell.id: cell.source for cell in source_cells("08_pos_tagging")}
    for source in (cells["baseline-count"], bonus("08_pos_tagging")[0]):
        exec(source, names)
    train, index = names["train"], names["make_indices"](names["train"])[1]
    start, step, shares = torch.ones(len(index)), torch.ones(len(index), len(index)), torch.ones(len(index))
    for _, tags in train:
        numbers = torch.tensor([index[tag] for tag in tags])
        start[numbers[0]] += 1
        shares += numbers.bincount(minlength=len(index))
        step.index_put_((numbers[:-1], numbers[1:]), torch.tensor(1.0), accumulate=True)
    start, step, shares = ((x / x.sum(-1, keepdim=True)).log() for x in (start, step, shares))

    def table(word):
        counts = torch.full((len(index),), 0.1)
        for tag, count in names["seen"].get(word.lower(), {}).items():
            counts[index[tag]] += count
        return (counts / counts.sum()).log() if word.lower() in names["seen"] else shares

    ways = {
        0.786: lambda scores: scores.argmax(1).tolist(),
        0.842: lambda scores: names["bonus_path"](scores, start, step),
        0.849: lambda scores: names["bonus_path"](scores - shares, start, step),
    }
    for said, way in ways.items():
        right = [
            tag == index[true]
            for words, tags in names["validation"]
            for tag, true in zip(way(torch.stack([*map(table, words)])), tags, strict=True)
        ]
        assert round(sum(right) / len(right), 3) == said and len(right) == 285
