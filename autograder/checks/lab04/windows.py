"""Exercise 4.5: windows."""

import torch

from autograder.check import check
from autograder.checks.lab04.common import cut_windows, of_kind
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_each


def windows_probe(names, indices, batch_size, seq_len):
    """Return the student's windows, the first sixty."""
    answer = names["windows"](indices, batch_size, seq_len)
    pairs = of_kind(
        (list, tuple), answer, "Return a list.", ", and a second pass over it could find it empty."
    )
    if not pairs:
        amiss("The list is empty.")
    if not all(isinstance(pair, (tuple, list)) and len(pair) == 2 for pair in pairs[:60]):
        amiss("Each window is a pair (input, target).")
    both = zip("xy", zip(*pairs[:60], strict=True), strict=True)
    parts = {f"{name}{i}": part for name, parts in both for i, part in enumerate(parts)}
    return {"count": len(pairs[:60])} | parts


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


def expect_windows(student, draw, batch_size, per_row, extra, seq_len):
    """Say in which way windows are none, or do not begin as those of a drawn text; return all columns, and the right ones."""
    length = batch_size * per_row + extra
    indices = torch.tensor(draw.sizes(length, 0, length - 1))  # every character is known by its number
    reply = student.run(windows_probe, indices=indices, batch_size=batch_size, seq_len=seq_len)
    count = reply.number("count")
    inputs, targets = ([reply.tensor(f"{name}{i}") for i in range(count)] for name in "xy")
    first = inputs[0]
    for tensor, name in ((first, "input"), (targets[0], "target")):
        shape, turned = list(tensor.shape), [seq_len, batch_size]
        expect_each({
            f"Shape {shape}: time stands first. The task asks for [batch_size, seq_len].": shape != turned or seq_len == batch_size,
            f"A window's {name} has shape {shape}, expected {batch_size} rows.": len(shape) == 2 and shape[0] == batch_size,
            f"The {name} is {tensor.dtype}. Keep whole numbers: NLLLoss wants them as targets, one_hot as inputs.": tensor.dtype == torch.int64,
        })  # fmt: skip
    for x, y in zip(inputs, targets, strict=True):
        same = list(x.shape) == list(y.shape) and x.dim() == 2 and x.shape[0] == batch_size
        expect(same, f"Input and target of a window differ in shape: {list(x.shape)} and {list(y.shape)}.")
        expect(x.dtype == y.dtype == torch.int64, "A window does not hold whole numbers.")
    rows, shifted, _ = cut_windows(indices, batch_size, seq_len)
    x, y, width = torch.cat(inputs, 1), torch.cat(targets, 1), first.shape[1]
    shared = min(x.shape[1], rows.shape[1])
    expect(shared > 0, "The windows are empty.")
    beside = count > 1 and torch.equal(first.flatten(), indices[: first.numel()])
    goes_on = torch.equal(x[0, :shared], rows[0, :shared])
    lost = count > 1 and torch.equal(inputs[1][0, :1], rows[0, width + 1 : width + 2])
    expect_each({
        "Input and target are the same: the target is one character later.": not torch.equal(x, y),
        "Input and target are swapped: the target is the later one.": not (torch.equal(y, rows) and torch.equal(x, shifted)),
        "Row 0 of the first window should be the beginning of the text.": torch.equal(first[0], indices[:width]),
        "The target is the character before. It is the one after.": shared < 3 or not torch.equal(y[0, 1:shared], x[0, : shared - 1]),
        "The rows of a window follow each other in the text. Row b should go on in row b of the next window: "
        "lay the whole text into rows first.": not beside or torch.equal(first, rows[:, :width]),
        "Between two windows a character is lost: the step is seq_len, not seq_len + 1.": goes_on or not lost,
        "Row 0 does not go on where it stopped: the next window should begin with the character after.": goes_on,
    })  # fmt: skip
    return x, y, rows, shifted, [window.shape[1] for window in inputs]


@check("04_char_lstm.windows", points=1)
def follow_on(student, draw):
    """Rows and windows follow each other, and targets follow inputs, in texts that divide evenly."""
    batch_size, seq_len = draw.size(3, 5), draw.size(6, 8)
    per_row = seq_len * draw.size(3, 4)
    for _ in range(2):  # another text of the same length has other windows
        x, y, rows, shifted, _ = expect_windows(student, draw, batch_size, per_row, 1, seq_len)
        close = min(x.shape[1], per_row - seq_len)  # what is missing at the end is for the other check
        expect_each({
            "The rows begin at the wrong places: all are equally long, and row 1 goes on where row 0 ends.": torch.equal(x[:, 0], rows[:, 0]),
            "A row is not a piece of the text in its order.": torch.equal(x[:, :close], rows[:, :close]),
            "The target of a character should be the character after it, at the end of a window as well.": torch.equal(y[:, :close], shifted[:, :close]),
        })  # fmt: skip


@check("04_char_lstm.windows", points=1)
def nothing_lost(student, draw):
    """Any length, one row, one column; no character is lost, and what every exercise promises."""
    several, wide = draw.size(3, 5), draw.size(6, 8)
    whole = wide * draw.size(2, 3)
    for batch_size, per_row, extra, seq_len in (
        (several, whole + draw.size(2, wide - 4), draw.size(2, several - 1), wide),  # a narrower last window
        (several, whole, 1, wide),
        (several, whole - 1, several, wide),  # the text's length is a multiple of the batch size
        (several, draw.size(2, wide - 1), 1, wide),  # less than one window
        (several, whole + 1, 1, wide),  # one column is left
        (1, whole + 2, 1, wide),  # one row
        (several, 7, 2, 1),  # windows of one column
    ):
        x, y, rows, shifted, widths = expect_windows(student, draw, batch_size, per_row, extra, seq_len)
        got, rest = sum(widths), per_row % seq_len
        equal = widths == [seq_len] * (per_row // seq_len) + [rest] * (rest > 0)
        expect_each({
            f"A window has {max(widths)} columns, more than seq_len, {seq_len}.": max(widths) <= seq_len,
            "There is an empty window.": min(widths) > 0,
            "The last window is missing. It is narrower than the others, and it counts.": rest == 0 or got != per_row - rest,
            f"{batch_size * (per_row - got)} characters of the text are never an input. Fewer than batch_size may be left over.": got >= per_row,
            "There are more inputs than the text has pairs of a character and its target.": got <= per_row,
            "All windows but the last have seq_len columns.": equal,
            "The rows are not the text: equally long rows, row 1 goes on where row 0 ends.": torch.equal(x, rows),
            "The target of a character should be the character after it.": torch.equal(y[:, :-1], shifted[:, :-1]),
            "The last target of a row is wrong: it is the first character of the next row.": torch.equal(y, shifted),
        })  # fmt: skip
    sizes = (40, 3, 5, 3), (40, 3, 5, 3), (7, 1, 6, 3), (4, 3, 9, 3), (27_000, 2, 130, 3), (300, 70, 3, 10**6)
    cases = [
        {"indices": draw.integers(0, most, length), "batch_size": rows, "seq_len": width}
        for length, rows, width, most in sizes
    ]
    keeps_promises(
        student, call_windows, cases, right_windows, results=("the row of all inputs", "the row of all targets",
        "the list of the windows' columns"), axes=("row", "column"), views=True, mistakes=shortened,
    )  # fmt: skip
