"""Exercise 5.1: Coverage."""

from itertools import pairwise

from autograder.check import check
from autograder.checks.lab05.common import asked
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises
from autograder.expect import expect

END = "/"  # between the documents of a case
TEXTS = {
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
    "When held-out documents look like several of the training": ("cca/bcc", "a\nb/a b/a\tb/a|b/a,b/bcc", 3),
    "When letters are beyond ASCII": ("aé|ł", "bi|aé|ń", 2),
    "When a document comes twice": ("ab/ab/cd", "cd/xy/xy/xy", 2),
    "When a character is repeated": ("aaaa", "aaaaaa/b", 3),
    "With n = 140": ("ab" * 200 + "c", "ab" * 99 + "cc", 140),
    "With one document of one character": ("0", "00/1", 1),
}


def call_coverage(names, kept, train, held_out, n, part):
    given = [text.split("/") for text in (train, held_out)]
    answer = names["ngram_coverage"](*given, n)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        amiss("Return two numbers: (distinct n-grams, unseen share).")
    pairs = zip(given, (train, held_out), strict=True)
    left = " ".join("changed" * (now != was.split("/")) for now, was in pairs)
    return answer[part].item() if hasattr(answer[part], "item") else answer[part], left


def ngrams_of(documents, n):
    """Return all n-grams of all documents, repeated ones repeatedly."""
    return [text[i : i + n] for text in documents for i in range(len(text) - n + 1)]


def numbers_of(train, held_out, n):
    """Return the number of distinct n-grams in training, and the share of the held-out ones that it lacks."""
    known, occurrences = set(ngrams_of(train, n)), ngrams_of(held_out, n)
    return len(known), sum(ngram not in known for ngram in occurrences) / max(1, len(occurrences))


def right_coverage(train, held_out, n, part):
    return numbers_of(train.split(END), held_out.split(END), n)[part], " "


def wrong_ngrams(documents, n):
    """Return what known mistakes take for the n-grams of these documents."""
    return {
        "Some of your n-grams cross the end of a document: do not join the documents.": ngrams_of(["".join(documents)], n),
        "Some of your n-grams hold the line break or space between two documents: do not join them.":
            ngrams_of([" ".join(documents)], n),
        "The last n-gram of a document is lost: there are len(text) - n + 1 of them.":
            [text[i : i + n] for text in documents for i in range(len(text) - n)],
        "Pieces shorter than n at the end of a document are no n-grams.":
            [text[i : i + n] for text in documents for i in range(len(text))],
        "Your n-grams do not overlap: move on by one character, not by n.":
            [text[i : i + n] for text in documents for i in range(0, len(text) - n + 1, n)],
    }  # fmt: skip


def wrong_counts(train, held_out, n):
    """Return what known mistakes count as distinct n-grams."""
    return {
        "You count every occurrence. Distinct n-grams count once: a set keeps one of each.": len(ngrams_of(train, n)),
        "Only the training documents count here, not the held-out ones.": len(set(ngrams_of(train + held_out, n))),
        "These are all n-grams that the characters could make. Count those that are there.": len(set("".join(train))) ** n,
    } | {hint: len(set(pieces)) for hint, pieces in wrong_ngrams(train, n).items()}  # fmt: skip


def wrong_shares(train, held_out, n):
    """Return what known mistakes give as the unseen share."""
    occurrences, trained = ngrams_of(held_out, n), ngrams_of(train, n)
    types, known, total = set(occurrences), set(trained), len(occurrences)

    def unseen(ngrams, among=known):
        return sum(ngram not in among for ngram in ngrams)

    count, new, joined = unseen(occurrences), unseen(types), ngrams_of(["".join(held_out)], n)
    shares = {
        "You count each held-out n-gram once. Count occurrences: one that comes three times counts three times.":
            new / len(types),
        "This is the share of the n-grams that are known. The task asks for the unseen share.": 1 - count / total,
        "This is a percentage. The task asks for a share from 0 to 1.": 100 * count / total,
        "This is a count. Divide by the number of held-out n-grams.": float(count),
        "Divide by the number of held-out n-grams, not by that of the training.": count / len(trained),
        "Divide by the number of held-out n-grams, not by the number of distinct training ones.": count / len(known),
        "The other way round: this is the share of the training n-grams that the held-out text lacks.":
            unseen(trained, types) / len(trained),
        "Count occurrences: above the line you have distinct n-grams, below it all.": new / total,
        "Divide by the held-out n-grams only, not by all distinct n-grams of both texts.": new / len(known | types),
        "Some of your n-grams cross the end of a held-out document.": unseen(joined) / len(joined),
        "The share is 0: are the held-out n-grams among the known ones, or is the division rounded down?": 0.0,
    }  # fmt: skip
    both = zip(wrong_ngrams(held_out, n).items(), wrong_ngrams(train, n).values(), strict=True)
    return shares | {hint: unseen(pieces, set(others)) / len(pieces) for (hint, pieces), others in both}


def drawn_documents(draw, letters, n):
    """Return documents of random letters and lengths, one of them shorter than n when n allows it."""
    lengths = [draw.size(n + 2, 24) for _ in range(draw.size(3, 6))] + [max(1, n - 1)]
    texts = ["".join(draw.choice(letters) for _ in range(length)) for length in lengths]
    swap = draw.size(0, len(texts) - 1)
    texts[swap], texts[-1] = texts[-1], texts[swap]
    return texts


def asked_number(student, part, train, held_out, n):
    """Return one of the two numbers that the student's function gives for these documents."""
    case = {"train": END.join(train), "held_out": END.join(held_out)}
    return asked(student, call_coverage, **case, n=n, part=part).number("0")


def expect_number(student, draw, part, mistakes):
    """Judge one of the two numbers for two drawings and return the last one; a mistake is named when it explains both.

    One answer alone may equal a mistake's number by chance, and the hint would mislead.
    """
    n, right, fitting = draw.size(2, 3), True, None
    for _ in range(2):
        while True:  # until the right number and those of the known mistakes all differ
            documents = [drawn_documents(draw, letters, n) for letters in ("abcdef", "abcdefg")]
            number, wrong = numbers_of(*documents, n)[part], mistakes(*documents, n)
            if all(b - a > 1e-3 for a, b in pairwise(sorted([number, *wrong.values()]))):
                break
        given = asked_number(student, part, *documents, n)
        right &= abs(given - number) < 1e-6
        fits = [said for said, value in wrong.items() if abs(given - value) < 1e-6]
        fitting = fits if fitting is None else [said for said in fitting if said in fits]
    differs = f"The number of distinct {n}-grams in the training documents differs."
    differs = "The share of unseen held-out n-grams differs." if part else differs
    expect(right, next(iter(fitting), differs))
    return documents[0], n


def expect_any_texts(student, part):
    """Judge one of the two numbers for texts of all kinds, and see that the lists are left alone."""
    cases = [dict(zip(("train", "held_out", "n"), case, strict=True), part=part) for case in TEXTS.values()]
    result = "the unseen share" if part else "the number of distinct n-grams"
    keeps_promises(
        student, call_coverage, cases, right_coverage, notes=[*TEXTS], device=False,
        results=(result, "what is left of the caller's two lists"),
    )  # fmt: skip


@check("05_ngram_vs_lstm.coverage", points=1)
def distinct(student, draw):
    """The number of distinct n-grams in texts of all kinds; each known mistake gives another, and is named."""
    expect_number(student, draw, 0, wrong_counts)
    # for n = 1, joined documents, pieces and steps of n change nothing: only some mistakes can show
    count = asked_number(student, 0, ["abca", "ad"], ["ae"], 1)
    expect(count == 4, "The number of distinct 1-grams in the training documents differs.")
    expect_any_texts(student, 0)


@check("05_ngram_vs_lstm.coverage", points=1)
def unseen(student, draw):
    """The share of unseen n-grams, any characters, repeats, short and empty documents, and the lists left alone."""
    train, n = expect_number(student, draw, 1, wrong_shares)
    for held_out, right, much in ((train, 0.0, "all"), (["xyzxyz"], 1.0, "none")):
        share = asked_number(student, 1, train, held_out, n)
        hint = f"When {much} of the held-out n-grams are known, the share is {right:.0f}."
        expect(abs(share - right) < 1e-6, hint)
    expect_any_texts(student, 1)
