"""Exercise 5.3: What it costs."""

from autograder.check import check, expect


def bytes_probe(names, rows, vocab_size):
    """Return both of the student's numbers of bytes."""
    return {"dense": names["one_hot_bytes"](rows, vocab_size), "index": names["index_bytes"](rows)}


@check("05_ngram_vs_lstm.memory", points=1)
def bytes_of_both(student, draw):
    for high in (97, 100_000):
        rows, symbols = draw.sizes(2, 13, high)
        reply = student.run(bytes_probe, rows=rows, vocab_size=symbols)
        for name, said in (("dense", "one_hot_bytes"), ("index", "index_bytes")):
            count = rows * symbols if name == "dense" else rows
            size, other = (4, 8) if name == "dense" else (8, 4)
            value = reply.number(name)
            kind, wrong = ("float32", "float64") if name == "dense" else ("int64", "int32")
            for factor, hint in {
                1: f"{said} counts numbers. Asked are bytes.",
                other: f"{said} takes {other} bytes a number. That is {wrong}; asked is {kind}.",
                8 * size: f"{said} counts bits. A byte has eight of them.",
                32
                if size == 8
                else 64: f"{said} counts the bits of another type. Asked are bytes of {kind}.",
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
