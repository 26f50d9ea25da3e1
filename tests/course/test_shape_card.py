"""The card of shapes and its page say what torch does."""

import torch
from torch import nn

from course import plots
from course.plots.shape_card import LETTERS, NOTES, SHAPES, states_of
from tests.bank import ROOT

SIZES = {"B": 2, "T": 5, "I": 3, "H": 4, "L": 3, "D": 1}
LENGTHS = [5, 2]


def sizes(shape, **values):
    """Return a shape of the card in numbers."""
    numbers = {**SIZES, "N": sum(LENGTHS), **values}
    return [
        torch.tensor([numbers[letter] for letter in axis.split("·")]).prod().item()
        for axis in shape.split(", ")
    ]


def layers(words):
    """Yield each layer that a line of the card names, with its directions."""
    for kind in ("RNNCell", "GRUCell", "LSTMCell"):
        if kind in words:
            yield getattr(nn, kind)(SIZES["I"], SIZES["H"]), 1
    for kind in ("RNN", "GRU", "LSTM"):
        if kind in words.replace(",", "").split():
            for directions in (1, 2):
                yield getattr(nn, kind)(
                    SIZES["I"], SIZES["H"], SIZES["L"],
                    batch_first="batch_first" in words, bidirectional=directions == 2,
                ), directions  # fmt: skip


def test_the_card_says_what_torch_does():
    """Every line, for every layer that it names, in one direction and in two."""
    tried = 0
    for words, given, output, states in SHAPES:
        for layer, directions in layers(words):
            x = torch.randn(sizes(given))
            if "packed" in words:
                padded = torch.randn(SIZES["T"], SIZES["B"], SIZES["I"])
                x = nn.utils.rnn.pack_padded_sequence(padded, torch.tensor(LENGTHS))
                assert list(x.data.shape) == sizes(given)
            came = layer(x)
            found, state = (None, came) if "Cell" in words else came
            if output:
                found = found.data if "packed" in words else found
                assert list(found.shape) == sizes(output, D=directions), words
            state = state if isinstance(state, tuple) else (state,)
            assert [list(part.shape) for part in state] == [sizes(s, D=directions) for s in states], words
            tried += 1
    assert tried == 3 + 2 * (2 + 2 + 1 + 1 + 2 + 1 + 2 + 1)


def test_the_notes_about_two_directions_hold():
    """Which half of the output, and which rows of the state."""
    rnn = nn.RNN(3, 4, 2, bidirectional=True)
    output, state = rnn(torch.randn(5, 2, 3))
    assert torch.equal(output[-1, :, :4], state[-2]) and torch.equal(output[0, :, 4:], state[-1])


def test_the_page_has_the_same_lines():
    """docs/shapes.md is the card for who cannot see it, or searches; so is the figure's description."""
    page = (ROOT / "docs" / "shapes.md").read_text(encoding="utf-8")
    finding = plots.shape_card().alt
    for words, given, output, states in SHAPES:
        cells = (words, f"`[{given}]`", f"`[{output}]`" if output else "–", f"`{states_of(states)}`")
        assert f"| {' | '.join(cells)} |" in page
        assert f"{words}: input [{given}]" in finding
    for letter, meaning in LETTERS.items():
        assert f"| `{letter}` | {meaning} |" in page
    assert all(note in page.replace("`", "") for note in NOTES)
