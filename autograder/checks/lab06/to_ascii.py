"""Exercise 6.1: Names in ASCII."""

import string
import unicodedata

from autograder.check import check
from autograder.checks.lab06.common import ALPHABET, drawn_word, plain, promised

ACCENTED = "áàâäãåăčćçďéèêëěğíìîïñňóòôöõőřśšşťúùûüůűýÿžźżÁÀÄÅČÇÉÖÜŠŽŚȘ"


def call_ascii(names, kept, name):
    answer = names["to_ascii"](name)
    return answer if isinstance(answer, str) else (answer,)


@check("06_name_generation.to_ascii", points=1)
def letters(student, draw):
    """Names with every kind of character come back right, in any order of calls."""
    word = draw.choice(string.ascii_uppercase) + drawn_word(draw, draw.size(5, 9), string.ascii_letters)
    word += word[1:3] + "aA"
    accented = draw.choice(string.ascii_uppercase) + drawn_word(draw, 4, ACCENTED) + word[:2]
    digits = drawn_word(draw, 2, string.digits)
    mixed = "".join(c + p for c, p in zip(word, " '-.,;", strict=False))
    apart, turned = unicodedata.normalize("NFD", accented + "É"), word[0] + word[1:].swapcase()
    strange = word[:2] + digits + "ßłøđæıЖ王!Ł?" + word[2:]
    names = {
        "Plain letters come back unchanged: upper case must stay, and so must a letter that comes twice": word,
        "Characters of ALPHABET stay: the space, the apostrophe, the hyphen, the dot …": mixed,
        "Letters with accents become plain letters: split off the accents with NFD, then drop, and do not replace, what is not in ALPHABET": accented,
        "A name that is already in the form NFD must lose its accents, too": apart,
        "A letter may have two accents, as in Vietnamese": f"Nguyễn {word[0]}ếỘ",
        "Characters that are not in ALPHABET are dropped, not replaced, for example digits, ß and ł": strange,
        "[ \\ ] ^ _ ` lie between Z and a, and are not in ALPHABET": f"{word[:3]}[\\]^_`{{|}}~{word[3:]}",
        "Spaces belong to ALPHABET, also two in a row and at the ends": f"  {word}  {word[:2]} ",
        "Curly apostrophes and long dashes are not in ALPHABET": f"O’{word}–{word[:2]}‘",
        "A tab and a line break are not in ALPHABET": f"\t{word}\n{word[:2]}",
        "Upper and lower case are different letters, whatever was asked before": turned,
        "A name may be empty": "",
        "A name may have no character of ALPHABET": digits + "ß",
        "A name may be long": drawn_word(draw, 300) + accented,
        "All of ALPHABET stays": ALPHABET,
    }
    cases = {note: {"name": name} for note, name in names.items()}
    promised(student, call_ascii, cases, plain, ("the answer",), device=False)
