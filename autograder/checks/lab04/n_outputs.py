"""Exercise 4.2: Numbers first."""

from autograder.check import check
from autograder.checks.lab04.common import NEWLINE, expect_numbers, of_kind, vocabulary


def count_probe(names, text):
    """Return the number that the student gives for a text."""
    return {"count": of_kind(int, names["n_outputs"](text), "Return a whole number, an int.")}


def drawn_text(draw, length):
    """Draw a text with three letters in both cases, spaces, both kinds of line end, and marks that come once."""
    few = [*"aAbBcC", draw.choice("defghijklm"), draw.choice("NOPQRSTUVW"), " ", NEWLINE, "\n"]
    body = "".join(draw.choice(few) for _ in range(length))
    return " " + body + "".join(few) + "?;!:" + "".join(few)


def counts_of(text):
    """Return hint → the number that this mistake gives."""
    distinct = set(text)
    return {
        "Not all of the text is counted: what comes late in it needs an output, too.": len({*text[:20_000]}),
        "This is the length of the text. A character that comes twice needs one output.": len(text),
        "Line ends can come next as well: they need an output.": len(distinct - {NEWLINE, "\n"}),
        "A line end is missing: every distinct character counts, \\n as well.": len(distinct - {"\n"}),
        "A line end is missing: every distinct character counts, $ as well.": len(distinct - {NEWLINE}),
        "Upper and lower case are different characters.": len(set(text.lower())),
        "Only letters are counted: spaces, marks and line ends are characters, too.": sum(map(str.isalpha, distinct)),
        "Spaces and line ends are missing: they can come next as well.": len(distinct - {" ", "\n"}),
        "One too many: there is an output for each character of the text, and no other.": len(distinct) + 1,
        "One too few: there is an output for each character of the text.": len(distinct) - 1,
        "These are distinct words. The task asks for characters.": len(set(text.split())),
        "This is the number of words. The task asks for distinct characters.": len(text.split()),
        "This is the vocabulary of the notebook's text. Count the text in the argument.": len(vocabulary()),
        "A code of a character is no count: count the distinct characters.": max(map(ord, text)) + 1,
        "A character that comes only once counts as well.": sum(text.count(c) > 1 for c in distinct),
    }  # fmt: skip


@check("04_char_lstm.n_outputs", points=1)
def count(student, draw):
    """Drawn texts, one letter alone, rare and late characters, and all that ends a line for splitlines."""
    texts = [drawn_text(draw, draw.size(20, 40)), "a" * draw.size(3, 9), drawn_text(draw, 300)]
    texts += ["\n é\té\u00a0e\n\U00010065€", 15_000 * "ab" + "".join(map(chr, range(300, 900)))]
    texts += [10 * "a", "ab \n", "a\r\n\f\x85\u2028\x1c b"]
    counts = [counts_of(text) for text in texts]
    known = {hint: [count[hint] for count in counts] for hint in counts[0]}
    found = [student.run(count_probe, text=text).number("count") for text in texts]
    right = [len(set(text)) for text in texts]
    expect_numbers(found, right, known, "Not the number of distinct characters of the text.")
