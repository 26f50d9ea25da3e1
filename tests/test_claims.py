"""What the labs say about their own experiments, measured again: every claim beside its reference, in one run.

What takes minutes is in `benchmarks/`.
"""

import pytest
import torch
from torch import nn

from course.counting import witten_bell
from tests.bank import namespace, source_cells


def lab(name, *ids):
    """Return the names of a lab with its answers, after some of its story cells."""
    names = namespace(name, {})
    cells = {cell.id: cell.source for cell in source_cells(name)}
    for cell in ids:
        exec(cells[cell], names)
    return names


@pytest.mark.long
def test_little_of_a_gradient_comes_along_c():
    """Lab 04: with f near 0.88, about f⁵⁰ arrives along c, and most of the rest through h and the gates."""
    names = lab("04_char_lstm", "distance", "distance-along")
    one_hot, indices, vocab = names["one_hot"], names["indices"], names["vocab"]
    for seed in range(5):
        torch.manual_seed(seed)
        layer = nn.LSTM(len(vocab), 64, batch_first=True)
        with torch.no_grad():
            layer.bias_ih_l0[64:128] += 2.0
            x = one_hot(indices[:960].view(16, 60), len(vocab))
            h = layer(x)[0]
            sums = x[:, 1:] @ layer.weight_ih_l0.T + h[:, :-1] @ layer.weight_hh_l0.T
            f = (sums + layer.bias_ih_l0 + layer.bias_hh_l0)[..., 64:128].sigmoid().mean().item()
        on_c, on_all = names["gradient_along_c"](layer), names["gradient_by_distance"](layer)
        torch.testing.assert_close(on_c[0], on_all[0])  # the newest character has one way only
        assert 0.87 < f < 0.89
        assert f**50 / 4 < on_c[50] / on_c[0] < 4 * f**50
        assert on_c[50] < 0.05 * on_all[50]
    torch.manual_seed(0)  # the figure's layer, with its slider at 5: there it grows
    wide_open = nn.LSTM(len(vocab), 64, batch_first=True)
    with torch.no_grad():
        wide_open.bias_ih_l0[64:128] += 5.0
    back = names["gradient_by_distance"](wide_open)
    assert 0.3 < back[10] / back[0] < 0.4 and 4 < back[59] / back[0] < 5


def test_the_blocks_of_an_lstm_step_are_those_of_lab_04():
    """The folded cell's F, A, B and D against autograd."""
    torch.manual_seed(0)
    size = 4
    weight, x_sums = (
        torch.randn(4 * size, size, dtype=torch.float64),
        torch.randn(4 * size, dtype=torch.float64),
    )
    old_c, old_h = torch.randn(2, size, dtype=torch.float64)

    def parts(h):
        i, f, g, o = (x_sums + weight @ h).chunk(4)
        return i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()

    def step(c, h):
        i, f, g, o = parts(h)
        c = f * c + i * g
        return c, o * c.tanh()

    (c_c, c_h), (h_c, h_h) = torch.autograd.functional.jacobian(step, (old_c, old_h))
    i, f, g, o = parts(old_h)
    w_i, w_f, w_g, w_o = weight.chunk(4)
    c = f * old_c + i * g
    F = f.diag()
    A = (old_c * f * (1 - f)).diag() @ w_f + (g * i * (1 - i)).diag() @ w_i + (i * (1 - g**2)).diag() @ w_g
    B, D = (c.tanh() * o * (1 - o)).diag() @ w_o, (o * (1 - c.tanh() ** 2)).diag()
    for found, formula in ((c_c, F), (c_h, A), (h_c, D @ F), (h_h, D @ A + B)):
        torch.testing.assert_close(found, formula)


@pytest.mark.long
def test_counts_with_back_off_are_best_where_the_labs_say():
    """Lab 05: n = 5, then 4, far before 3; lab 04: n = 3, chosen by the validation half; lab 06: n = 2."""
    names = lab("05_ngram_vs_lstm")
    size = len(names["vocab"])
    bits = [
        -witten_bell(names["train_indices"], names["held_out_indices"], n, size)[:, 3:].log2().mean().item()
        for n in range(9)
    ]
    assert sorted(range(9), key=bits.__getitem__)[:2] == [5, 4] and bits[4] < bits[3] - 0.2
    assert bits[5:] == sorted(bits[5:])  # and from there on it gets worse
    coverage = names["ngram_coverage"]
    unseen = [coverage(names["train"][:some], names["held_out"], 8)[1] for some in (60, None)]
    names = lab("04_char_lstm")
    text, cut = names["text"], names["cut"]
    # so a text with many unseen 8-grams is not one in which the LSTM is ahead
    unseen.append(coverage([text[:cut]], [text[cut:]], 8)[1])
    assert [round(share, 2) for share in unseen] == [0.78, 0.38, 0.70]
    learned, size = names["indices"][None], len(names["vocab"])
    for part in (names["validation"], names["test"]):
        bits = [-witten_bell(learned, part[None], n, size).log2().mean().item() for n in range(6)]
        assert min(range(6), key=bits.__getitem__) == 3
    names = lab("06_name_generation", "clean", "split-run", "counted")
    nats = [names["counted"](n) for n in range(4)]
    assert min(range(4), key=nats.__getitem__) == 2 and nats[1] - nats[2] < 0.1 < nats[0] - nats[1]


@pytest.mark.long
def test_the_entities_do_not_listen():
    """Lab 07: without tok2vec the tagger and the parser are lost, and `ner` says what it said."""
    names = lab("07_ag_news", "pipeline-load")
    english, texts = names["english"], [text for _, text in names["train_pairs"][:60]]
    hearing = list(english.pipe(texts))
    with english.select_pipes(disable="tok2vec"):
        deaf = list(english.pipe(texts))
    pairs = [tokens for docs in zip(hearing, deaf, strict=True) for tokens in zip(*docs, strict=True)]
    same = {
        name: sum(getattr(a, name) == getattr(b, name) for a, b in pairs) / len(pairs)
        for name in ("pos_", "dep_", "ent_type_")
    }
    assert same["ent_type_"] == 1 and sum(len(doc.ents) for doc in hearing) > 100
    assert same["pos_"] < 0.5 and same["dep_"] < 0.5


@pytest.mark.long
def test_the_input_leaves_the_band_and_the_factor_decides_the_rest():
    """Lab 01: without the tanh both runs are outside at step 1; only the longer one goes on growing."""
    names = lab("01_custom_rnn", "slow", "slow-layer", "tanh-run")
    runs = {gain: names["stretched"](gain)[1].abs().amax(1) for gain in (0.95, 1.05)}
    for largest in runs.values():
        assert (largest > 1).int().argmax() == 1
    assert runs[0.95].max() < 5 and runs[1.05][60:].max() > 20 * runs[0.95].max()


@pytest.mark.long
def test_a_few_held_out_names_are_training_names_elsewhere():
    """Lab 06: 27 of 466."""
    names = lab("06_name_generation", "clean", "split-run")
    practised = {name for group in names["names"].values() for name in group}
    held_out = [name for group in names["held_out"].values() for name in group]
    assert (sum(name in practised for name in held_out), len(held_out)) == (27, 466)


@pytest.mark.long
def test_the_small_table_knows_neighbours_and_no_directions():
    """Lab 10: no analogy of ninety is solved, and the arithmetic has fewer in the first ten than none at all."""
    names = lab("10_sentiment", "table-run")
    table_words, table, questions = names["table_words"], names["table"], names["questions"]
    row = dict(zip(table_words, table, strict=True))
    assert not any(
        names["analogy"](*question[:3], table_words, table) == question[3] for question in questions
    )
    arithmetic = [names["rank"](q, row[q[1]] - row[q[0]] + row[q[2]]) for q in questions]
    neighbours = [names["rank"](q, row[q[2]]) for q in questions]
    assert len(questions) == 90
    assert sum(r <= 10 for r in arithmetic) < sum(r <= 10 for r in neighbours) < 30
