"""Exercise 10.1: Words."""

import json
import re

from autograder.check import check
from autograder.checks.lab10.common import drawn_words
from autograder.contracts import keeps_promises


def call_words(names, kept, sentence):
    import json

    answer = names["words"](sentence)
    if answer is None:
        raise TypeError("return a list of words, not None: is a `return` missing?")
    if not isinstance(answer, (list, tuple)):
        raise TypeError(f"return a list of words, not {type(answer).__name__}: order and repeats count")
    for word in answer:
        if not isinstance(word, str) or not word:
            kind = "empty strings" if word == "" else type(word).__name__
            raise TypeError(f"the list holds {kind}, not words alone")
    text = json.dumps(list(answer))
    if isinstance(answer, list):
        answer.append("written by the caller")  # who keeps a list must not give it away
    return text


def words_of(sentence):
    """Return the words and marks of a sentence."""
    return json.dumps(re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'")))


def expect_words(student, sentences):
    """Fail unless each sentence gives its words, with what is said of it."""
    keeps_promises(
        student, call_words, [{"sentence": sentence} for sentence in sentences.values()], words_of,
        results=("the list of words",), notes=tuple(sentences), device=False,
    )  # fmt: skip


@check("10_sentiment.tokens", points=1)
def kept(student, draw):
    """Every word stays as it is, in its place: short, frequent, with apostrophes, digits, letters of any language."""
    one, two, three, four = drawn_words(draw, 4)
    joined = f"{draw.choice(['don', 'isn', 'won'])}'t it's {one}'s {two}"
    sentences = {
        "Plain words come back as they are, in their order": f"{one} {two} {three} {four}",
        "Other plain words come back as they are, in their order": f"{four} {three} {one} {two}",
        "Words of one letter stay, such as `i` and `a`": f"i {one} a {two}",
        "Short words stay: each word counts": f"to {one} so {two} me we an",
        "Frequent words stay. `not` turns the meaning round: drop no word, whatever a list says": f"not {one} no never the but {two} very too is and of",
        "Endings are not cut off": f"{one}s {two}ing {three}ed {four}ly films",
        "A word that comes twice stays, each time in its place": f"{one} {two} {one} {one} so so {two}",
        "A letter may come many times in a word": f"{one[0] * 4}{one} soooo hmmmm {two}",
        "An apostrophe inside belongs to its word: `don't` is one word, and stays `don't`": joined,
        "A word may have several apostrophes inside": f"rock'n'roll {one}'{two}'{three} y'all'd've",
        "The typographic apostrophe ’ counts as ' and becomes it": joined.replace("'", "’"),
        "Digits stay, also beside letters": f"{draw.size(2, 9)}d {draw.size(1900, 2020)} 0 {one}7 2{two}3",
        "An apostrophe may stand between a letter and a digit": f"80's 7'11 {one}'8 r2'd2",
        "Words with accented letters stay as they are: é and ï are letters": f"café naïve fiancée über {one}",
        "Letters are not only those of English or French, and lower() leaves `ß` as it is": "œuvre łódź šíp þing фильм λόγος maß",
        "A word may be long": f"{one * 12} {two}",
        "A sentence may be long": " ".join([one, two, three, four] * 60),
        "A sentence of one word is a list of one word": one,
    }  # fmt: skip
    expect_words(student, sentences)


@check("10_sentiment.tokens", points=1)
def marks(student, draw):
    """Marks are words of their own, all else parts words, upper case goes; a sentence without words is an empty list."""
    one, two, three, four, five, six = drawn_words(draw, 6)
    mark, other = draw.choice(",;:"), draw.choice(".!?")
    sentences = {
        "Several spaces, tabs and line breaks only part words, and leave no empty strings": f"  {one}   {two}\t{three}\n{four}\u00a0{five} ",
        "Each mark is a word of its own: it neither sticks to the word before it, nor is lost": f"{one} {two}.",
        "Every mark of . , ! ? ; : is a word of its own": f"{one}. {two}, {three}! {four}? {five}; {six}:",
        "Each mark stays in its place": f"{two}{mark} {one}{other} {three}",
        "No upper case stays": f"{one.capitalize()} {two.upper()} {three[:3]}{three[3:].title()}",
        "Marks that follow each other are words of their own, each of them": f"{one}{other * 3} {two}?!?... {three}{mark * 2}",
        "A mark between two words without a space parts them, and stays": f"{one}{mark}{two}.{three}!{four}",
        "A mark at the start, or with spaces around it, stays": f"{other}{one} {mark} {two} ! {three}",
        "A mark between digits or letters is a word of its own, too": f"3.5 1,000 10:30 {one}.{two}",
        "A hyphen or a dash parts two words, and is no word itself": f"{one}-{two} {three}—{four} – -{five}- {six}--{one}",
        "Quotation marks and brackets only part words": f'"{one}" {two} ({three}) “{four}” [{five}] «{six}» `{one}` {two}‘{three} {four}`{five}',
        "An apostrophe at the edge of a word is a quotation mark: it does not stay": f"'{one}' {two} ‘{three}’ {four}' '{five} ’{six} '80 {one}' '{two} ' '",
        "An apostrophe beside a mark, a hyphen, an underscore or another apostrophe is at the edge of a word": f"{one}'. ,'{two} {three}'-{four} {five}_'{six} {one}'_{two} {three}''{four}",
        "Other signs are no words, and nothing turns into one of . , ! ? ; :": f"{one} & {two} / *{three}* {four}… ¡{five} $9 50% #{six} 🙂 {one}@{two}",
        "The underscore is neither a letter nor a digit: it parts words, and does not stay": f"{one}_{two} _{three}_ {five}__{six}",
        "A sentence without words gives an empty list": "",
        "A sentence of signs alone gives an empty list": " - ' _ \n",
        "A sentence of marks alone is a list of marks": f"{other}{mark} .,!?;:",
    }  # fmt: skip
    expect_words(student, sentences)
