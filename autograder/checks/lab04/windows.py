"""Exercise 4.5: windows."""

import torch

from autograder.check import check
from autograder.checks.lab04.common import cut_windows
from autograder.contracts import keeps_promises
from autograder.expect import expect


def windows_probe(names, indices, batch_size, seq_len):
    """Return the student's windows."""
    pairs = names["windows"](indices, batch_size, seq_len)
    listed = isinstance(pairs, (list, tuple))
    reply = {"list": listed, "kind": type(pairs).__name__, "pairs": True}
    if not listed:
        return reply
    reply["count"] = len(pairs)
    for i, pair in enumerate(pairs[:60]):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            return {**reply, "pairs": False}
        reply[f"x{i}"], reply[f"y{i}"] = pair
    return reply


def call_windows(names, kept, indices, batch_size, seq_len):
    inputs, targets = zip(*names["windows"](indices, batch_size, seq_len), strict=True)
    return torch.cat(inputs, 1), torch.cat(targets, 1), " ".join(str(x.shape[1]) for x in inputs)


def right_windows(indices, batch_size, seq_len):
    """Return all inputs side by side, all targets, and the windows' numbers of columns."""
    rows, targets, _ = cut_windows(indices, batch_size, seq_len)
    return rows, targets, " ".join(str(x.shape[1]) for x in rows.split(seq_len, 1))


def shortened(indices, **sizes):
    """Return hint → the windows after a conversion that is too small."""
    hint = "Large numbers come back as others: {} cannot hold them. Leave all in the dtype of indices."
    kinds = torch.uint8, torch.int8, torch.int16, torch.float16
    return {hint.format(kind): right_windows(indices.to(kind).long(), **sizes) for kind in kinds}


def places(draw, length):
    """Draw a text without repeats, so that every character is known by its number."""
    return torch.tensor(draw.sizes(length, 0, length - 1))


def expect_windows(student, indices, batch_size, seq_len):
    """Ask for windows and say what is wrong with them; return their columns side by side."""
    reply = student.run(windows_probe, indices=indices, batch_size=batch_size, seq_len=seq_len)
    kind = reply.text("kind")
    expect(kind != "NoneType", "Nothing came back: is a `return` missing?")
    hint = f"Return a list. A {kind[:40]} came back, and a second pass over it could find it empty."
    expect(reply.flag("list"), hint)
    expect(reply.number("count") > 0, "The list is empty.")
    expect(reply.flag("pairs"), "Each window is a pair (input, target).")
    count = min(reply.number("count"), 60)
    inputs = [reply.tensor(f"x{i}") for i in range(count)]
    targets = [reply.tensor(f"y{i}") for i in range(count)]
    for tensor, name in ((inputs[0], "input"), (targets[0], "target")):
        shape = list(tensor.shape)
        hint = f"Shape {shape}: time stands first. The task asks for [batch_size, seq_len]."
        expect(shape != [seq_len, batch_size] or seq_len == batch_size, hint)
        hint = f"A window's {name} has shape {shape}, expected {batch_size} rows."
        expect(len(shape) == 2 and shape[0] == batch_size, hint)
        hint = f"The {name} is {tensor.dtype}. Keep whole numbers: NLLLoss wants them as targets, one_hot as inputs."
        expect(tensor.dtype == torch.int64, hint)
    for x, y in zip(inputs, targets, strict=True):
        same = list(x.shape) == list(y.shape) and x.dim() == 2 and x.shape[0] == batch_size
        expect(same, f"Input and target of a window differ in shape: {list(x.shape)} and {list(y.shape)}.")
        expect(x.dtype == y.dtype == torch.int64, "A window does not hold whole numbers.")
    return inputs, targets


def expect_rows(inputs, targets, indices, batch_size, seq_len):
    """Say in which way the first windows are not those of the text."""
    rows, shifted, _ = cut_windows(indices, batch_size, seq_len)
    x, y = torch.cat(inputs, 1), torch.cat(targets, 1)
    width = min(x.shape[1], rows.shape[1])
    expect(width > 0, "The windows are empty.")
    expect(not torch.equal(x, y), "Input and target are the same: the target is one character later.")
    swapped = x.shape == rows.shape and torch.equal(y, rows) and torch.equal(x, shifted)
    expect(not swapped, "Input and target are swapped: the target is the later one.")
    first = inputs[0]
    hint = "Row 0 of the first window should be the beginning of the text."
    expect(torch.equal(first[0], indices[: first.shape[1]]), hint)
    backward = width > 2 and torch.equal(y[0, 1:width], x[0, : width - 1])
    expect(not backward, "The target is the character before. It is the one after.")
    view = indices[: first.numel()].view(batch_size, -1) if len(indices) >= first.numel() else first
    beside = (
        len(inputs) > 1 and torch.equal(first, view) and not torch.equal(first, rows[:, : first.shape[1]])
    )
    hint = (
        "The rows of a window follow each other in the text. Row b should go on in row b of the next window: "
    )
    expect(not beside, f"{hint}lay the whole text into rows first.")
    if len(inputs) > 1 and inputs[1].shape[1] > 0 and first.shape[1] < rows.shape[1]:
        ahead = first.shape[1] + 1
        skipped = ahead < rows.shape[1] and torch.equal(inputs[1][0, :1], rows[0, ahead : ahead + 1])
        follows = torch.equal(inputs[1][0, :1], rows[0, ahead - 1 : ahead])
        hint = "Between two windows a character is lost: the step is seq_len, not seq_len + 1."
        expect(not skipped or follows, hint)
    hint = "Row 0 does not go on where it stopped: the next window should begin with the character after."
    expect(torch.equal(x[0, :width], rows[0, :width]), hint)
    return x, y, rows, shifted


@check("04_char_lstm.windows", points=1)
def follow_on(student, draw):
    """Rows and windows follow each other, and targets follow inputs, in texts that divide evenly."""
    batch_size, seq_len = draw.size(3, 5), draw.size(6, 8)
    per_row = seq_len * draw.size(3, 4)
    for _ in range(2):  # another text of the same length has other windows
        indices = places(draw, batch_size * per_row + 1)
        inputs, targets = expect_windows(student, indices, batch_size, seq_len)
        x, y, rows, shifted = expect_rows(inputs, targets, indices, batch_size, seq_len)
        width = min(x.shape[1], per_row)
        close = min(width, per_row - seq_len)  # what is missing at the end is for the other check
        hint = "The rows begin at the wrong places: all are equally long, and row 1 goes on where row 0 ends."
        expect(torch.equal(x[:, 0], rows[:, 0]), hint)
        expect(torch.equal(x[:, :close], rows[:, :close]), "A row is not a piece of the text in its order.")
        hint = "The target of a character should be the character after it, at the end of a window as well."
        expect(torch.equal(y[:, :close], shifted[:, :close]), hint)


@check("04_char_lstm.windows", points=1)
def nothing_lost(student, draw):
    """Any length, one row, one column; no character is lost, and what every exercise promises."""
    several, wide = draw.size(3, 5), draw.size(6, 8)
    whole = wide * draw.size(2, 3)
    for per_row, extra, batch_size, seq_len in (
        (whole + draw.size(2, wide - 4), draw.size(2, several - 1), several, wide),  # a narrower last window
        (whole, 1, several, wide),
        (whole - 1, several, several, wide),  # the text's length is a multiple of the batch size
        (draw.size(2, wide - 1), 1, several, wide),  # less than one window
        (whole + 1, 1, several, wide),  # one column is left
        (whole + 2, 1, 1, wide),  # one row
        (7, 2, several, 1),  # windows of one column
    ):
        indices = places(draw, batch_size * per_row + extra)
        inputs, targets = expect_windows(student, indices, batch_size, seq_len)
        x, y, rows, shifted = expect_rows(inputs, targets, indices, batch_size, seq_len)
        widths = [w.shape[1] for w in inputs]
        expect(max(widths) <= seq_len, f"A window has {max(widths)} columns, more than seq_len, {seq_len}.")
        expect(min(widths) > 0, "There is an empty window.")
        got, rest = sum(widths), per_row % seq_len
        hint = "The last window is missing. It is narrower than the others, and it counts."
        expect(rest == 0 or got != per_row - rest, hint)
        hint = f"{batch_size * (per_row - got)} characters of the text are never an input. Fewer than batch_size may be left over."
        expect(got >= per_row, hint)
        expect(got <= per_row, "There are more inputs than the text has pairs of a character and its target.")
        same = widths == [w.shape[1] for w in torch.empty(1, per_row).split(seq_len, 1)]
        expect(same, "All windows but the last have seq_len columns.")
        hint = "The rows are not the text: equally long rows, row 1 goes on where row 0 ends."
        expect(torch.equal(x, rows), hint)
        hint = "The target of a character should be the character after it."
        expect(torch.equal(y[:, :-1], shifted[:, :-1]), hint)
        hint = "The last target of a row is wrong: it is the first character of the next row."
        expect(torch.equal(y, shifted), hint)
    sizes = (40, 3, 5, 3), (40, 3, 5, 3), (7, 1, 6, 3), (4, 3, 9, 3), (27_000, 2, 130, 3), (300, 70, 3, 10**6)
    cases = [
        {"indices": draw.integers(0, most, length), "batch_size": rows, "seq_len": width}
        for length, rows, width, most in sizes
    ]
    keeps_promises(
        student, call_windows, cases, right_windows, results=("the row of all inputs", "the row of all targets",
        "the list of the windows' columns"), axes=("row", "column"), views=True, mistakes=shortened,
    )  # fmt: skip
