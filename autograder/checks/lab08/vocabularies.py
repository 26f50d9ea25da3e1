"""Exercise 8.1: Numbers for words and tags."""

import json
from itertools import pairwise

import torch

from autograder.check import check
from autograder.checks.lab08.common import PAD, UNK
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises, played
from autograder.expect import expect_each

_WORDS = """
a I you we dog cat man sea house old red run saw said like to that in on of not n't 's , . ? !
nine Anna very well and but if water book light play can will with the my she it
"""
_TAGS = "NOUN PROPN PRON VERB AUX ADJ ADV DET ADP NUM PART CCONJ SCONJ INTJ PUNCT"
WORDS, TAGS = _WORDS.split(), _TAGS.split()


def call_indices(names, kept, text):
    import json

    pairs = [tuple(pair) for pair in json.loads(text)]
    answer = names["make_indices"](pairs)
    if answer is None:
        amiss("make_indices returns None: is a `return` missing?")
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        kind = type(answer).__name__[:40]
        amiss(f"make_indices must return two dicts, (word_index, tag_index), not {kind}.")
    for which, part in zip(("word_index", "tag_index"), answer, strict=True):
        if not isinstance(part, dict):
            amiss(f"{which} is a {type(part).__name__[:40]}, not a dict.")
        if any(not isinstance(v, int) or isinstance(v, bool) for v in part.values()):
            amiss(f"The values of {which} must be whole numbers (int).")
    if json.dumps(pairs) != text:
        amiss("make_indices changes the sentences that it is given.")
    if any(part != before for part, before in kept.get("earlier", ())):
        amiss("A later call changes the dicts that an earlier one returned: make new ones in each call.")
    kept["earlier"] = [(part, dict(part)) for part in answer]
    return tuple(json.dumps(sorted(part.items(), key=lambda item: item[1])) for part in answer)


def indices_of(text):
    pairs = json.loads(text)
    words = sorted({w.lower() for sentence, _ in pairs for w in sentence})
    tags = sorted({t for _, said in pairs for t in said})
    numbered = ([[s, i] for i, s in enumerate(row)] for row in (["<pad>", "<unk>", *words], tags))
    return tuple(json.dumps(index) for index in numbered)


INDEX_CASES = {
    "With one sentence of one word": [("Go", "VERB")],
    "With another sentence of one word": [("Sit", "NOUN")],
    "With tags in mixed case": [("a b c", "Nn verb NN")],
    "With a word in three spellings": [("SEA Sea sea", "NOUN PROPN NOUN")],
    "With accented capitals, digits and signs": [("Élan élan 1990 n't … ß", "A B C D E F")],
    "With signs at the ends of words": [("Mr. mr 's s", "A B C D")],
    "With signs inside words and tags": [("well-known wellknown 3,5 U.S.", "PRP$ PRP -LRB- ,")],
    "With 600 words and 300 tags": [
        *((f"Word{i}", f"T{i}") for i in range(300)),
        (" ".join(f"More{i}" for i in range(300)), " ".join(f"T{i}" for i in range(300))),
    ],
    "With the same sentence twice": [("we go we", "PRON VERB PRON")] * 2,
}


@check("08_pos_tagging.vocabularies", points=1)
def index(student, draw):
    """Drawn sentences, where each known mistake is named; signs, capitals, many words, and what every exercise promises."""
    vocabulary = draw.shuffled(WORDS)[: draw.size(24, 34)]
    vocabulary += [w for w in ("saw", ".", "Anna", "I") if w not in vocabulary]
    tokens = draw.shuffled([draw.choice([w, w.capitalize()]) for w in vocabulary] + vocabulary[:12])
    tokens += ["The", "THE", "the"]  # the last word of the last sentence is sure to repeat
    kinds = draw.shuffled(TAGS)[: draw.size(7, 11)]
    cuts = [0, *sorted(draw.sizes(4, 3, len(tokens) - 6)), len(tokens)]
    flat = kinds + [draw.choice(kinds) for _ in tokens]
    text = json.dumps([(tokens[a:b], flat[a:b]) for a, b in pairwise(cuts)])
    reply = played(student, call_indices, [{"text": text}], [0])
    words, tags = ({str(s): n for s, n in json.loads(reply.text(f"result 0 {i}"))} for i in (0, 1))
    expected, markers = [s for s, _ in json.loads(indices_of(text)[0])], {"<pad>", "<unk>"}
    missing = set(expected) - set(words)
    expect_each({
        "The two dicts are swapped: word_index comes first.": not (set(kinds) <= set(words)),
        "word_index has words with capitals: 'The' and 'the' are one word.": not any(w != w.lower() for w in words),
        "A marker is missing in word_index: '<pad>' has number 0, '<unk>' number 1.": markers <= set(words),
        "The markers have other numbers: '<pad>' has 0 and '<unk>' has 1.":
            (words.get("<pad>"), words.get("<unk>")) == (0, 1),
        "Signs such as the full stop, or words with an apostrophe, are missing in word_index. They are words, too.":
            not any(not w.isalpha() for w in missing),
        f"{len(missing)} words are missing in word_index: are short or rare words dropped, or whole sentences?": not missing,
        "word_index has words that no sentence has.": len(words) == len(expected),
        "The word numbers are not 0, 1, 2 and so on: there are gaps, or two words share a number.":
            sorted(words.values()) == list(range(len(words))),
        "The words after the markers are not sorted. With a bare set, or by order or frequency, the numbers change "
        "from run to run or from text to text.": sorted(words, key=words.get) == expected,
        "tag_index has markers. It must have the tags only, or the model can answer '<pad>'.": not (markers & set(tags)),
        "tag_index must have each distinct tag of all sentences once, as it is written.": sorted(tags) == sorted(kinds),
        "The tags are numbered from 0 on: the loss wants 0 to n_tags - 1.": min(tags.values(), default=0) == 0,
        "The tag numbers have gaps or repeats.": sorted(tags.values()) == list(range(len(tags))),
        "The tags are not sorted.": sorted(tags, key=tags.get) == sorted(kinds),
    })  # fmt: skip
    cases = [[(words.split(), tags.split()) for words, tags in pairs] for pairs in INDEX_CASES.values()]
    keeps_promises(
        student, call_indices, [{"text": json.dumps(pairs)} for pairs in cases], indices_of, device=False,
        results=("word_index", "tag_index"), notes=tuple(INDEX_CASES),
    )  # fmt: skip


def call_numbers(names, kept, words, index):
    import json

    given, word_index = json.loads(words), json.loads(index)
    try:
        answer = names["numbers"](given, word_index)
    except KeyError as error:
        key = str(error.args[0]) if error.args else ""
        if key.lower() in word_index:
            amiss(f"KeyError for {key[:20]!r}: look the words up in lower case.")
        amiss("KeyError: an unknown word must get the number of '<unk>'.")
    if isinstance(answer, list):
        amiss("Expected a tensor but got list.")
    if word_index != json.loads(index):
        amiss("numbers changes word_index: a new word must not get a number of its own.")
    if given != json.loads(words):
        amiss("numbers changes the list of words that it is given.")
    return answer


def numbers_of(words, index):
    word_index = json.loads(index)
    return torch.tensor([word_index.get(w.lower(), UNK) for w in json.loads(words)], dtype=torch.int64)


def number_mistakes(words, index):
    right, sentence, size = numbers_of(words, index), json.loads(words), len(json.loads(index))
    capital = torch.tensor([w != w.lower() for w in sentence], dtype=torch.bool)
    unknown = torch.tensor([w.lower() not in json.loads(index) for w in sentence], dtype=torch.bool)
    return {
        "Unknown words are lost: there are fewer numbers than words, and all tags after them slip.": right[~unknown].to("meta"),
        "Unknown words get number 0, that of the padding. They are words: '<unk>'.": right.masked_fill(unknown, PAD),
        "Unknown words get -1. They have the number of '<unk>'.": right.masked_fill(unknown, -1),
        "Unknown words get a number beyond the index; the embedding has no such row. Use '<unk>'.": right.masked_fill(unknown, size),
        "Words with a capital are taken for unknown: look them up in lower case.": right.masked_fill(capital, UNK),
        "The words come in another order than in the sentence. Is something sorted?": right.sort().values,
        "The words are in reverse order.": right.flip(0),
    }  # fmt: skip


NUMBER_CASES = {
    "With one word": ["sea"],
    "With one unknown word": ["zebra"],
    "With an unknown word first": ["Zebra", "the", "sea"],
    "With three known words": ["the", "sea", "élan"],
    "With capitals": ["THE", "ÉLAN", "Sea"],
    "With `ß`, which lower() leaves as it is, and casefold() does not": ["the", "Maß", "sea"],
    "With a number above 16,777,216": ["Last", "the", "last"],
    "With a word twice in a row": ["sea", "sea", "the", "zebra", "xanadu"],
    "Without a word": [],
    "With 300 words": ["the", "zebra", "Last"] * 100,
}


@check("08_pos_tagging.vocabularies", points=1)
def numbers(student, draw):
    """A drawn sentence, where each known mistake is named; texts of all kinds with two indices, and what every exercise promises."""
    known = sorted({w.lower() for w in draw.shuffled(WORDS)[:20]} | {"the", "."})
    given = dict(zip(known, [n + 2 for n in draw.sizes(len(known), 0, len(known) - 1)], strict=True))
    sentence = draw.shuffled([w for w in known if w not in ("the", ".")])[: draw.size(5, 8)]
    if sentence == sorted(sentence):
        sentence.reverse()
    places = draw.sizes(2, 1, len(sentence) - 1)
    for place, word in zip(sorted(places), ("zebra", "Xanadu"), strict=True):
        sentence.insert(place, word)
    sentence = ["The", *sentence, "the", sentence[0].upper(), "THE", "."]
    tried, notes = [(sentence, given)], ["With a sentence that has unknown words and capitals"]
    for more, the, sea in (("", 7, 2), (" and another index", 2, 8)):
        index = {"the": the, "sea": sea, "élan": 3, "maß": 4, "last": 2**24 + 1}
        tried += [(words, index) for words in NUMBER_CASES.values()]
        notes += [note + more for note in NUMBER_CASES]
    markers = {"<pad>": PAD, "<unk>": UNK}
    cases = [{"words": json.dumps(words), "index": json.dumps(markers | index)} for words, index in tried]
    keeps_promises(
        student, call_numbers, cases, numbers_of, mistakes=number_mistakes, notes=notes, axes=("word",), device=False,
        results=("The tensor of numbers (int64, one number for each word, in one axis: look up each word, in its place)",), rtol=0, atol=0,
    )  # fmt: skip
