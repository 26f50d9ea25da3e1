"""A card of shapes: what goes into every recurrent layer of torch, and what comes out."""

from course.plots.style import CARD, FAINT, INK, Picture, figure

LETTERS = {
    "B": "batch",
    "T": "seq_len",
    "I": "input_size",
    "H": "hidden_size",
    "L": "num_layers",
    "D": "directions: 1, or 2 if bidirectional",
    "N": "number of real steps in a packed batch",
}
# Which layers, the input, the output, each state; a cell has no output beside its state.
SHAPES = (
    ("RNNCell, GRUCell", "B, I", "", ("B, H",)),
    ("LSTMCell", "B, I", "", ("B, H", "B, H")),
    ("RNN, GRU", "T, B, I", "T, B, D·H", ("L·D, B, H",)),
    ("RNN, GRU with batch_first", "B, T, I", "B, T, D·H", ("L·D, B, H",)),
    ("LSTM", "T, B, I", "T, B, D·H", ("L·D, B, H", "L·D, B, H")),
    ("LSTM with batch_first", "B, T, I", "B, T, D·H", ("L·D, B, H", "L·D, B, H")),
    ("RNN, GRU, one sequence alone", "T, I", "T, D·H", ("L·D, H",)),
    ("LSTM, one sequence alone", "T, I", "T, D·H", ("L·D, H", "L·D, H")),
    ("RNN, GRU, packed", "N, I", "N, D·H", ("L·D, B, H",)),
    ("LSTM, packed", "N, I", "N, D·H", ("L·D, B, H", "L·D, B, H")),
)
NOTES = (
    "batch_first turns the input and the output, never the state.",
    "Two directions: output[..., :H] reads forward, output[..., H:] backward;",
    "state[-2] is the last layer's forward state, state[-1] its backward one.",
)


def states_of(shapes):
    """Return how a state is written: one tensor, or the pair (h, c) of an LSTM."""
    return f"[{shapes[0]}]" if len(shapes) == 1 else f"(h, c), each [{shapes[0]}]"


def shape_card():
    """Draw the shapes of cells and layers, batch first or not, packed, in one direction or two."""
    legend = [f"{letter}  {meaning}" for letter, meaning in LETTERS.items()]
    height = len(legend) / 2 + 2.1 * len(SHAPES) + len(NOTES) + 3  # lines of text
    fig, ax = figure(4.8, 0.2 * height)
    ax.set(xlim=(0, 10), ylim=(height, 0))
    ax.axis("off")
    for i, line in enumerate(legend):
        ax.text(5 * (i // 4) - (i > 3), 0.8 + i % 4, line, va="center", fontsize=9)
    top = 5.2
    for x, title in ((0.1, "input"), (2.75, "output"), (5.4, "state")):
        ax.text(x, top, title, va="center", fontsize=9, weight="bold")
    for i, (name, given, output, states) in enumerate(SHAPES):
        y = top + 0.7 + 2.1 * i
        ax.axhspan(y, y + 2.1, color="#eceae2" if i % 2 == 0 else CARD, linewidth=0)
        ax.text(0.1, y + 0.6, name, va="center", fontsize=9, weight="bold")
        for x, text in (
            (0.1, f"[{given}]"),
            (2.75, f"[{output}]" if output else "–"),
            (5.4, states_of(states)),
        ):
            ax.text(
                x,
                y + 1.5,
                text,
                va="center",
                fontsize=9,
                family="monospace",
                color=INK if text != "–" else FAINT,
            )
    for i, note in enumerate(NOTES):
        ax.text(0.1, height - len(NOTES) + i + 0.4, note, va="center", fontsize=8.5)
    rows = "; ".join(
        f"{name}: input [{given}]{f', output [{output}]' if output else ''}, state {states_of(states)}"
        for name, given, output, states in SHAPES
    )
    return Picture(fig, "A card of shapes.", f"{'; '.join(legend)}. {rows}. {' '.join(NOTES)}")
