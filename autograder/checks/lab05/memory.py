"""Exercise 5.3: What it costs."""

from autograder.check import check
from autograder.contracts import keeps_promises
from autograder.expect import expect


def bytes_probe(names, rows, vocab_size):
    """Return both of the student's numbers of bytes."""
    return {"dense": names["one_hot_bytes"](rows, vocab_size), "index": names["index_bytes"](rows)}


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
        for name, said in (("dense", "one_hot_bytes"), ("index", "index_bytes")):
            count = rows * symbols if name == "dense" else rows
            size, other = (4, 8) if name == "dense" else (8, 4)
            value = reply.number(name)
            kind, wrong = ("float32", "float64") if name == "dense" else ("int64", "int32")
            for factor, hint in {
                1: f"{said} counts numbers. The task asks for bytes.",
                other: f"{said} takes {other} bytes a number. That is {wrong}; the task asks for {kind}.",
                8 * size: f"{said} counts bits. A byte has eight of them.",
                32
                if size == 8
                else 64: f"{said} counts the bits of another type. The task asks for bytes of {kind}.",
            }.items():
                expect(value != factor * count, hint)
            expect(
                value != size * (rows + symbols), f"{said}: the array has rows times columns, not their sum."
            )
            expect(
                not 0 < value <= size * count / 900,
                f"{said} must be in bytes, not in kilobytes, megabytes or gigabytes.",
            )
            if name == "index":
                expect(
                    value not in (8 * rows * symbols, 4 * rows * symbols),
                    "index_bytes: an index tensor has one number for each row, whatever the vocabulary is.",
                )
            else:
                expect(
                    value not in (4 * rows, 4 * symbols), "one_hot_bytes needs the rows and the vocabulary."
                )
            expect(value == size * count, f"{said} gives another number of bytes than a real tensor has.")
    sizes = [(1, 1), (3, 1), (1, 5), (7, 3), (2 * draw.size(5, 40) + 1, 2 * draw.size(5, 40) + 1)]
    sizes += [
        (75_591, 44_601),
        (3 * 10**9 + 1, 70_001),
        (1_000_003, 3),
        (1019, 1),
        (1, 1019),
        (10**17 + 1, 3),
    ]
    keeps_promises(
        student, call_bytes, [{"rows": rows, "vocab_size": symbols} for rows, symbols in sizes],
        lambda rows, vocab_size: (str(4 * rows * vocab_size), str(8 * rows)), results=("one_hot_bytes", "index_bytes"),
        mistakes=rounded, device=False,
    )  # fmt: skip
