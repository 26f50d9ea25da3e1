"""Exercise 5.1: Coverage."""

from itertools import pairwise

from autograder.check import check
from autograder.contracts import keeps_promises
from autograder.expect import expect

END = "/"  # between the documents of a case


def coverage_probe(names, train, held_out, n):
    """Return both numbers of the student's coverage, or what stands in the way of reading them."""
    answer = names["ngram_coverage"](train.split("\n"), held_out.split("\n"), n)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    plain = [v.item() if hasattr(v, "item") else v for v in answer]  # a 0-d tensor is a number too
    return {"pair": True, "distinct": plain[0], "share": plain[1]}


def call_coverage(names, kept, train, held_out, n, part):
    given = [text.split("/") for text in (train, held_out)]
    answer = names["ngram_coverage"](*given, n)
    left = " ".join(
        "changed" * (now != was.split("/")) for now, was in zip(given, (train, held_out), strict=True)
    )
    return answer[part].item() if hasattr(answer[part], "item") else answer[part], left


def right_coverage(train, held_out, n, part):
    train, held_out = train.split(END), held_out.split(END)
    return share_of(train, held_out, n) if part else len(set(ngrams_of(train, n))), " "


def ngrams_of(documents, n):
    """Return all n-grams of all documents, repeated ones repeatedly."""
    return [text[i : i + n] for text in documents for i in range(len(text) - n + 1)]


def drawn_documents(draw, count, letters, n):
    """Return documents of random letters and lengths, one of them shorter than n when n allows it."""
    lengths = [draw.size(n + 2, 24) for _ in range(count)] + [max(1, n - 1)]
    texts = ["".join(draw.choice(letters) for _ in range(length)) for length in lengths]
    swap = draw.size(0, count)
    texts[swap], texts[-1] = texts[-1], texts[swap]
    return texts


def drawn_coverage(draw, n, number, mistakes):
    """Draw documents on which the right number and those of the known mistakes all differ."""
    while True:
        train = drawn_documents(draw, draw.size(3, 6), "abcdef", n)
        held_out = drawn_documents(draw, draw.size(3, 6), "abcdefg", n)
        wrong = mistakes(train, held_out, n)
        values = sorted([number(train, held_out, n), *wrong.values()])
        if all(b - a > 1e-3 for a, b in pairwise(values)):
            return train, held_out, wrong


def ask_coverage(student, train, held_out, n):
    """Return the student's reply for these documents."""
    reply = student.run(coverage_probe, train="\n".join(train), held_out="\n".join(held_out), n=n)
    expect(reply.flag("pair"), "Return two numbers: (distinct n-grams, unseen share).")
    return reply


def expect_number(student, draw, name, number, mistakes):
    """Judge one of the two numbers for two drawings; a mistake is named when it explains both answers.

    One answer alone may equal a mistake's number by chance, and the hint would mislead. Returns the last
    training documents and n.
    """
    n, right, explains = draw.size(2, 3), True, {}
    for _ in range(2):
        train, held_out, wrong = drawn_coverage(draw, n, number, mistakes)
        given = ask_coverage(student, train, held_out, n).number(name)
        right &= abs(given - number(train, held_out, n)) < 1e-6
        for said, value in wrong.items():
            explains[said] = explains.get(said, True) and abs(given - value) < 1e-6
    differs = {
        "distinct": f"The number of distinct {n}-grams in the training documents differs.",
        "share": "The share of unseen held-out n-grams differs.",
    }
    expect(right, next((said for said in explains if explains[said]), differs[name]))
    return train, n


def expect_any_texts(student, part, result):
    """Judge one of the two numbers for texts of all kinds, and see that the lists are left alone."""
    cases = {
        "With a few documents": ("abab/cd", "bcab/ab/ca/d", 2),
        "With other documents of the same lengths": ("abad/dc", "bcab/ad/ca/d", 2),
        "When held-out documents are shorter than n": ("abc/ab", "a/b/ab/abd", 3),
        "When no held-out document has an n-gram": ("abc/ab", "a/b/", 2),
        "When all documents are empty": ("/", "/", 1),
        "When no training document has an n-gram": ("ab/", "abcab", 3),
        "When capitals are in the documents": ("Ab/aB", "ab/AB/Ab/aB/Ab", 2),
        "When line ends are in the documents": ("a\nb\n\n/b\na", "\na\nb/a\nab\n/b\n", 2),
        "When other line ends are in the documents": ("a\rb\f/\x85\u2028a", "a\rb/b\f\x85/\u2028a", 2),
        "When spaces and tabs are in the documents": ("a b/ ab", "ab /  /a\tb", 2),
        "When accents are in the documents": ("é\tü", "éü/\tüe", 1),
        "When signs are in the documents": ("a|b#|/$_~b", "a|b/#|/~#$_/_~", 2),
        "When held-out documents look like several of the training": (
            "cca/bcc",
            "a\nb/a b/a\tb/a|b/a,b/bcc",
            3,
        ),
        "When letters are beyond ASCII": ("aé|ł", "bi|aé|ń", 2),
        "When a document comes twice": ("ab/ab/cd", "cd/xy/xy/xy", 2),
        "When a character is repeated": ("aaaa", "aaaaaa/b", 3),
        "With n = 140": ("ab" * 200 + "c", "ab" * 99 + "cc", 140),
        "With one document of one character": ("0", "00/1", 1),
    }
    drawn = [dict(zip(("train", "held_out", "n"), case, strict=True), part=part) for case in cases.values()]
    keeps_promises(
        student, call_coverage, drawn, right_coverage, notes=[*cases], device=False,
        results=(result, "what is left of the caller's two lists"),
    )  # fmt: skip


def distinct_mistakes(train, held_out, n):
    """Return what known mistakes count as distinct n-grams."""
    occurrences = ngrams_of(train, n)
    short = {text[i : i + n] for text in train for i in range(len(text))}
    return {
        "You count every occurrence. Distinct n-grams count once: a set keeps one of each.": len(occurrences),
        "Some of your n-grams cross the end of a document: do not join the documents.": len(
            set(ngrams_of(["".join(train)], n))
        ),
        "Some of your n-grams hold the line break or space between two documents: do not join them.": len(
            set(ngrams_of([" ".join(train)], n))
        ),
        "The last n-gram of a document is lost: there are len(text) - n + 1 of them.": len(
            {text[i : i + n] for text in train for i in range(len(text) - n)}
        ),
        "Pieces shorter than n at the end of a document are no n-grams.": len(short),
        "Only the training documents count here, not the held-out ones.": len(
            set(ngrams_of(train + held_out, n))
        ),
        "Your n-grams do not overlap: move on by one character, not by n.": len(
            {text[i : i + n] for text in train for i in range(0, len(text) - n + 1, n)}
        ),
        "These are all n-grams that the characters could make. Count those that are there.": len(
            set("".join(train))
        )
        ** n,
    }


@check("05_ngram_vs_lstm.coverage", points=1)
def distinct(student, draw):
    """The number of distinct n-grams in texts of all kinds; each known mistake gives another, and is named."""
    expect_number(
        student, draw, "distinct", lambda train, _, n: len(set(ngrams_of(train, n))), distinct_mistakes
    )
    # for n = 1, joined documents, pieces and steps of n change nothing: only some mistakes can show
    count = ask_coverage(student, ["abca", "ad"], ["ae"], 1).number("distinct")
    expect(count == 4, "The number of distinct 1-grams in the training documents differs.")
    expect_any_texts(student, 0, "the number of distinct n-grams")


def share_mistakes(train, held_out, n):
    """Return what known mistakes give as the unseen share."""

    def unseen(ngrams, among):
        return sum(ngram not in among for ngram in ngrams)

    def share(pieces):
        ngrams = pieces(held_out)
        return unseen(ngrams, set(pieces(train))) / len(ngrams)

    known, occurrences, trained = set(ngrams_of(train, n)), ngrams_of(held_out, n), ngrams_of(train, n)
    count, types = unseen(occurrences, known), set(occurrences)
    joined = ngrams_of(["".join(held_out)], n)
    return {
        "You count each held-out n-gram once. Count occurrences: one that comes three times counts three "
        "times.": unseen(types, known) / len(types),
        "This is the share of the n-grams that are known. The task asks for the unseen share.": 1
        - count / len(occurrences),
        "This is a percentage. The task asks for a share from 0 to 1.": 100 * count / len(occurrences),
        "This is a count. Divide by the number of held-out n-grams.": float(count),
        "Divide by the number of held-out n-grams, not by that of the training.": count / len(trained),
        "Divide by the number of held-out n-grams, not by the number of distinct training ones.": count
        / len(known),
        "The other way round: this is the share of the training n-grams that the held-out text lacks.": unseen(
            trained, types
        )
        / len(trained),
        "Count occurrences: above the line you have distinct n-grams, below it all.": unseen(types, known)
        / len(occurrences),
        "Divide by the held-out n-grams only, not by all distinct n-grams of both texts.": unseen(
            types, known
        )
        / len(known | types),
        "Some of your n-grams cross the end of a held-out document.": unseen(joined, known) / len(joined),
        "Some of your n-grams cross the end of a document: do not join the documents.": share(
            lambda texts: ngrams_of(["".join(texts)], n)
        ),
        "Some of your n-grams hold the space between two documents: do not join them.": share(
            lambda texts: ngrams_of([" ".join(texts)], n)
        ),
        "The last n-gram of a document is lost: there are len(text) - n + 1 of them.": share(
            lambda texts: [text[i : i + n] for text in texts for i in range(len(text) - n)]
        ),
        "Pieces shorter than n at the end of a document are no n-grams.": share(
            lambda texts: [text[i : i + n] for text in texts for i in range(len(text))]
        ),
        "Your n-grams do not overlap: move on by one character, not by n.": share(
            lambda texts: [text[i : i + n] for text in texts for i in range(0, len(text) - n + 1, n)]
        ),
        "The share is 0: are the held-out n-grams among the known ones, or is the division rounded down?": 0.0,
    }


def share_of(train, held_out, n):
    """Return the share of the held-out n-gram occurrences that training lacks."""
    known, occurrences = set(ngrams_of(train, n)), ngrams_of(held_out, n)
    return sum(g not in known for g in occurrences) / max(1, len(occurrences))


@check("05_ngram_vs_lstm.coverage", points=1)
def unseen(student, draw):
    """The share of unseen n-grams, any characters, repeats, short and empty documents, and the lists left alone."""
    train, n = expect_number(student, draw, "share", share_of, share_mistakes)
    for held_out, right in ((train, 0.0), (["xyzxyz"], 1.0)):
        share = ask_coverage(student, train, held_out, n).number("share")
        expect(
            abs(share - right) < 1e-6,
            f"When {'all' if right == 0 else 'none'} of the held-out n-grams are known, the share is {right:.0f}.",
        )
    expect_any_texts(student, 1, "the unseen share")
