"""Exercise 5.3: What it costs."""

from autograder.check import check
from autograder.contracts import keeps_promises
from autograder.expect import expect


def bytes_probe(names, rows, vocab_size):
    """Return both of the student's numbers of bytes."""
    dense, index = names["one_hot_bytes"](rows, vocab_size), names["index_bytes"](rows)
    return {"one_hot_bytes": dense, "index_bytes": index}


def call_bytes(names, kept, rows, vocab_size):
    answers = names["one_hot_bytes"](rows, vocab_size), names["index_bytes"](rows)
    return [str(int(a)) if a == int(a) else str(a) for a in answers]


def rounded(rows, vocab_size):
    """Return what floats make of both numbers."""
    hint = "A float keeps 53 bits of a number: a division with / is not exact. Keep whole numbers."
    return {hint: tuple(str(int(float(size * count))) for size, count in ((4, rows * vocab_size), (8, rows)))}


@check("05_ngram_vs_lstm.memory", points=1)
def bytes_of_both(student, draw):
    """Both numbers are exact for one row, one symbol, odd sizes, and sizes beyond 32 bits."""
    for low, high in ((6, 48), (40_000, 50_000)):
        rows, symbols = (2 * size + 1 for size in draw.sizes(2, low, high))
        reply = student.run(bytes_probe, rows=rows, vocab_size=symbols)
        table = rows * symbols
        one_axis = "one_hot_bytes needs the rows and the vocabulary."
        two_axes = "index_bytes: an index tensor has one number for each row, whatever the vocabulary is."
        for said, size, other, count, kind, wrong, axes, of_axes in (
            ("one_hot_bytes", 4, 8, table, "float32", "float64", one_axis, (4 * rows, 4 * symbols)),
            ("index_bytes", 8, 4, rows, "int64", "int32", two_axes, (8 * table, 4 * table)),
        ):
            value = reply.number(said)
            for hint, values in {
                f"{said} counts numbers. The task asks for bytes.": [count],
                f"{said} takes {other} bytes a number. That is {wrong}; the task asks for {kind}.": [other * count],
                f"{said} counts bits. A byte has eight of them.": [8 * size * count],
                f"{said} counts the bits of another type. The task asks for bytes of {kind}.": [8 * other * count],
                f"{said}: the array has rows times columns, not their sum.": [size * (rows + symbols)],
                axes: of_axes,
            }.items():  # fmt: skip
                expect(value not in values, hint)
            hint = f"{said} must be in bytes, not in kilobytes, megabytes or gigabytes."
            expect(not 0 < value <= size * count / 900, hint)
            expect(value == size * count, f"{said} gives another number of bytes than a real tensor has.")
    sizes = [(1, 1), (3, 1), (1, 5), (7, 3), (2 * draw.size(5, 40) + 1, 2 * draw.size(5, 40) + 1)]
    sizes += [(75_591, 44_601), (3 * 10**9 + 1, 70_001), (10**17 + 1, 3)]
    sizes += [(1_000_003, 3), (1019, 1), (1, 1019)]
    keeps_promises(
        student, call_bytes, [{"rows": rows, "vocab_size": symbols} for rows, symbols in sizes],
        lambda rows, vocab_size: (str(4 * rows * vocab_size), str(8 * rows)), results=("one_hot_bytes", "index_bytes"),
        mistakes=rounded, device=False,
    )  # fmt: skip
