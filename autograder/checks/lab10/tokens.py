"""Exercise 10.1: Words."""

import json

from autograder.check import (
    check,
    expect,
)
from autograder.checks.lab10.common import drawn_words

MARKS = ".,!?;:"


def words_probe(names, text):
    """Return the student's words of several sentences."""
    import json

    answers = [names["words"](sentence) for sentence in json.loads(text)]
    kinds = [type(answer).__name__ for answer in answers if not isinstance(answer, (list, tuple))]
    inner = [
        type(w).__name__ for a in answers if isinstance(a, (list, tuple)) for w in a if not isinstance(w, str)
    ]
    if kinds or inner:
        return {"kind": kinds[0] if kinds else "", "inner": inner[0] if inner else "", "answers": "[]"}
    return {"kind": "", "inner": "", "answers": json.dumps([list(answer) for answer in answers])}


def ask_words(student, sentences):
    """Return the student's lists of words, after looking at their form."""
    reply = student.run(words_probe, text=json.dumps(sentences))
    kind, inner = reply.text("kind"), reply.text("inner")
    expect(kind != "NoneType", "words returns None: is a `return` missing?")
    expect(kind != "str", "The answer is one string. Return a list of words.")
    expect(not kind, f"Return a list of words, not {kind[:40]}: order and repeats count.")
    expect(not inner, f"The list must hold strings, not {inner[:40]}.")
    return json.loads(reply.text("answers"))


@check("10_sentiment.tokens", points=1)
def kept(student, draw):
    plain = drawn_words(draw, 4)
    short = draw.shuffled(["i", "a", "to", "so", "me", *plain])
    frequent = draw.shuffled(["not", "no", "never", "the", "but", "very", "too", "is", *plain])
    joined = draw.shuffled(
        [
            f"{draw.choice(['don', 'isn', 'couldn', 'won'])}'t",
            "it's",
            f"{plain[0]}'s",
            plain[1],
            f"{plain[2]}'n'{plain[3]}",
        ]
    )
    curly = [word.replace("'", "’") for word in joined]
    figures = draw.shuffled([f"{draw.size(2, 9)}d", str(draw.size(1900, 2020)), str(draw.size(0, 9)), *plain])
    accents = draw.shuffled(["café", "naïve", "fiancée", "über", *plain])
    repeats = [plain[0], plain[1], plain[0], "so", plain[2], "so", plain[0], plain[3]]
    asked = [plain, short, frequent, joined, curly, figures, accents, repeats]
    found = [[w.lower() for w in a] for a in ask_words(student, [" ".join(words) for words in asked])]
    one, small, often, apostrophes, typographic, digits, letters, again = found
    expect(one != ["".join(plain)], "The spaces are gone, and all words are one.")
    expect(
        sorted(one) == sorted(plain) or sorted(one) != sorted(w.rstrip("s") for w in plain),
        "Endings are cut off. A word stays as it is.",
    )
    expect(one == plain, "Long words of plain letters, parted by spaces, do not come back as they were.")
    expect(not {"i", "a"} - set(small), "Words of one letter are lost, such as `i` and `a`.")
    expect(not {"to", "so", "me"} - set(small), "Short words are lost. Each word counts.")
    expect(small == short, "Words of one or two letters do not come back as they were.")
    lost = {"not", "no", "never", "the", "but", "very", "too", "is"} - set(often)
    expect(
        not lost,
        "Frequent words are lost. `not` turns the meaning round: drop no word, whatever a list says.",
    )
    expect(
        any("'" in w for w in apostrophes) or len(apostrophes) != len(joined),
        "The apostrophe is lost: `don't` must stay `don't`.",
    )
    expect(
        any(word.count("'") == 2 for word in apostrophes) or len(apostrophes) != len(joined) + 1,
        "A word may have several apostrophes inside: yours is cut at the second one.",
    )
    expect(len(apostrophes) == len(joined), "A word is cut at its apostrophe. `don't` is one word.")
    expect(apostrophes == joined, "A word with an apostrophe inside does not come back as it was.")
    expect(
        len(typographic) == len(joined) and not any("’" in w for w in typographic) and typographic == joined,
        "The typographic apostrophe ’ must count as ' and become it.",
    )
    expect(digits == figures, "Digits are lost, or cut off from the letters beside them.")
    expect(
        letters == accents,
        "Words with accented letters are damaged: é and ï are letters and stay as they are.",
    )
    expect(
        len(again) == len(repeats),
        "A word that comes twice is lost, or comes once only: repeats stay, each in its place.",
    )
    expect(again == repeats, "The words are not in the order of the sentence.")


@check("10_sentiment.tokens", points=1)
def marks(student, draw):
    one, two, three, four, five, six = drawn_words(draw, 6)
    mark, other = draw.choice(",;:"), draw.choice(".!?")
    asked = [
        [f"{one} {two}{other}", [one, two, other]],
        [f"{one.capitalize()} {two.upper()} {three}", [one, two, three]],
        [f"{one}{mark} {two} {three}{other}", [one, mark, two, three, other]],
        [" ".join(w + m for w, m in zip((one, two, three, four, five, six), MARKS, strict=True)), None],
        [f"{one}{other}{other}{other} {two}{other}", [one, *[other] * 3, two, other]],
        [f"{one}{mark}{two}", [one, mark, two]],
        [f"{one}-{two} {three}—{four}", [one, two, three, four]],
        [f'"{one}" {two} ({three}) “{four}”', [one, two, three, four]],
        [f"'{one}' {two} ‘{three}’", [one, two, three]],
        [f"  {one}   {two}\t{three}\n{four} ", [one, two, three, four]],
        [f"{one} & {two} / *{three}*", [one, two, three]],
        [f"{one}_{two} _{three}_", [one, two, three]],
        ["", []],
        [" - ", []],
    ]
    asked[3][1] = [x for w, m in zip((one, two, three, four, five, six), MARKS, strict=True) for x in (w, m)]
    found = ask_words(student, [sentence for sentence, _ in asked])
    wanted = [words for _, words in asked]
    (
        simple,
        case,
        ends,
        all_marks,
        several,
        inside,
        hyphens,
        quotes,
        single,
        spaces,
        signs,
        low,
        empty,
        none,
    ) = found
    expect(simple != [one, two + other], "A mark sticks to the word before it. It is a word of its own.")
    expect(simple != [one, two], "The marks are lost. Each of . , ! ? ; : is a word of its own.")
    expect(not any(w != w.lower() for w in case), "Upper case is still there.")
    expect(case == wanted[1], "Words with upper case are damaged.")
    expect(
        "" not in [*ends, *all_marks, *several, *hyphens, *spaces], "There are empty strings among the words."
    )
    expect(not any(w.isspace() for w in [*ends, *spaces]), "There are spaces among the words.")
    expect(
        not any(len(w) > 1 and set(w) <= set(MARKS) for w in several),
        "Marks that follow each other are one word. Each mark is a word of its own.",
    )
    expect(all_marks == wanted[3], "Not every mark of . , ! ? ; : is a word of its own.")
    expect(several == wanted[4], "Three marks in a row must be three words.")
    expect(ends == wanted[2], "A sentence with marks does not come out in its order.")
    expect(inside == wanted[5], "A mark between two words without a space must part them, and stay.")
    expect(not any("-" in w or "—" in w for w in hyphens), "A hyphen parts two words, and is no word itself.")
    expect(hyphens == wanted[6], "Two words with a hyphen between them must become two words.")
    expect(quotes == wanted[7], "Quotation marks and brackets only part words: they do not stay.")
    expect(single == wanted[8], "An apostrophe at the edge of a word is a quotation mark: it does not stay.")
    expect(spaces == wanted[9], "Several spaces, tabs and line breaks part words, and nothing else.")
    expect(
        signs == wanted[10], "Signs such as & and * are in the list. Only . , ! ? ; : are words of their own."
    )
    expect(
        low == wanted[11],
        "The underscore is neither a letter nor a digit: it separates words, and does not stay.",
    )
    expect(empty == [] and none == [], "A sentence without words must give an empty list.")
