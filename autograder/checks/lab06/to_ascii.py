"""Exercise 6.1: Names in ASCII."""

import string
import unicodedata

from autograder.check import check, expect
from autograder.checks.lab06.common import ALPHABET, drawn_word, plain


def ascii_probe(names, words):
    """Return the student's answers for words, one a line."""
    answers = [names["to_ascii"](word) for word in words.split("\n")]
    other = [type(answer).__name__ for answer in answers if not isinstance(answer, str)]
    return {"kind": other[0] if other else "str", "answers": "\n".join(str(a) for a in answers)}


ACCENTED = "áàâäãåăčćçďéèêëěğíìîïñňóòôöõőřśšşťúùûüůűýÿžźżÁÀÄÅČÇÉÖÜŠŽŚȘ"


@check("06_name_generation.to_ascii", points=1)
def letters(student, draw):
    ascii_word = draw.choice(string.ascii_uppercase) + drawn_word(draw, draw.size(5, 9), string.ascii_letters)
    ascii_word += ascii_word[1:3]
    punctuated = "".join(c + p for c, p in zip(ascii_word, " '-.,;", strict=False))
    accented = draw.choice(string.ascii_uppercase) + drawn_word(draw, 4, ACCENTED) + ascii_word[:2]
    apart = unicodedata.normalize("NFD", accented)
    junk = ascii_word[:2] + drawn_word(draw, 2, "0123456789") + "ßłøđæ_!" + ascii_word[2:]
    words = [ascii_word, punctuated, accented, apart, junk]
    reply = student.run(ascii_probe, words="\n".join(words))
    kind = reply.text("kind")
    expect(kind != "NoneType", "to_ascii returns None: is a `return` missing?")
    expect(kind == "str", f"Return a string, not {kind[:40]}.")
    answers = reply.text("answers").split("\n")
    expect(len(answers) == len(words), "A line break came into a name.")
    word, punctuation, letters, combined, rest = answers
    expect(word != ascii_word.lower(), "Upper case must stay.")
    expect(
        sorted(word) == sorted(ascii_word) or set(word) != set(ascii_word),
        "A letter that comes twice is lost.",
    )
    expect(word == ascii_word, "A name of plain letters must come back unchanged.")
    lost = set(" '-.,;") - set(punctuation)
    expect(
        not lost,
        "Characters of ALPHABET are dropped: the space, the apostrophe, the hyphen … belong to it.",
    )
    expect(punctuation == punctuated, "A name of characters of ALPHABET must come back unchanged.")
    expect("?" not in letters + rest, "There is a ? in the answer. Drop characters, do not replace them.")
    dropped = "".join(c for c in accented if c in ALPHABET)
    expect(
        letters != dropped,
        "Letters with accents are gone. Split each into letter and accent (NFD) before you drop characters.",
    )
    expect(
        all(c in ALPHABET for c in letters),
        "The accents are still there. Split them off with NFD, then drop what is not in ALPHABET.",
    )
    expect(letters == plain(accented), "Some letter with an accent does not become the plain letter.")
    expect(combined == plain(apart), "A name that is already in the form NFD must lose its accents, too.")
    expect(
        all(c in ALPHABET for c in rest),
        "Characters that are not in ALPHABET are still there, for example digits or ß: drop them.",
    )
    expect(rest == plain(junk), "With a character outside ALPHABET in a name, the rest is not left as it is.")
