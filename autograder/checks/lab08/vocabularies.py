"""Exercise 8.1: Numbers for words and tags."""

import json
from itertools import pairwise

import torch

from autograder.check import check
from autograder.checks.lab08.common import PAD, UNK
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape

_WORDS = """
a I you we dog cat man sea house old red run saw said like to that in on of not n't 's , . ? !
nine Anna very well and but if water book light play can will with the my she it
"""


_TAGS = "NOUN PROPN PRON VERB AUX ADJ ADV DET ADP NUM PART CCONJ SCONJ INTJ PUNCT"


WORDS, TAGS = _WORDS.split(), _TAGS.split()


def index_probe(names, text):
    """Return both of the student's dicts as JSON, and what they are."""
    import json

    pairs = [(list(words), list(tags)) for words, tags in json.loads(text)]
    answer = names["make_indices"](pairs)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"kind": type(answer).__name__}
    reply = {"kind": "pair", "changed": json.dumps(pairs) != json.dumps(json.loads(text))}
    for name, part in zip(("words", "tags"), answer, strict=True):
        reply[name + "_kind"] = "dict" if isinstance(part, dict) else type(part).__name__
        if isinstance(part, dict):
            plain = {str(k): v for k, v in part.items() if isinstance(v, int) and not isinstance(v, bool)}
            reply[name] = json.dumps(plain)
            reply[name + "_odd"] = len(part) - len(plain)
    return reply


def call_indices(names, kept, text):
    import json

    pairs = json.loads(text)
    words, tags = names["make_indices"](pairs)
    if any(index != before for index, before in kept.get("earlier", ())):
        amiss("A later call changes the dicts that an earlier one returned: make new ones in each call.")
    kept["earlier"] = [(index, dict(index)) for index in (words, tags)]
    return *(
        json.dumps(sorted(index.items(), key=lambda item: item[1])) for index in (words, tags)
    ), json.dumps(pairs)


def indices_of(text):
    pairs = json.loads(text)
    words = sorted({w.lower() for sentence, _ in pairs for w in sentence})
    tags = sorted({t for _, said in pairs for t in said})
    every = [[w, i] for i, w in enumerate(["<pad>", "<unk>", *words])], [[t, i] for i, t in enumerate(tags)]
    return *(json.dumps(index) for index in every), text


INDEX_CASES = {
    "With one sentence of one word": [(["Go"], ["VERB"])],
    "With another sentence of one word": [(["Sit"], ["NOUN"])],
    "With tags in mixed case": [(["a", "b", "c"], ["Nn", "verb", "NN"])],
    "With a word in three spellings": [(["SEA", "Sea", "sea"], ["NOUN", "PROPN", "NOUN"])],
    "With accented capitals, digits and signs": [(["Élan", "élan", "1990", "n't", "…", "ß"], list("ABCDEF"))],
    "With signs at the ends of words": [(["Mr.", "mr", "'s", "s"], list("ABCD"))],
    "With signs inside words and tags": [
        (["well-known", "wellknown", "3,5", "U.S."], ["PRP$", "PRP", "-LRB-", ","])
    ],
    "With 600 words and 300 tags": [
        *(([f"Word{i}"], [f"T{i}"]) for i in range(300)),
        ([f"More{i}" for i in range(300)], [f"T{i}" for i in range(300)]),
    ],
    "With the same sentence twice": [(["we", "go", "we"], ["PRON", "VERB", "PRON"])] * 2,
}


def call_numbers(names, kept, words, index):
    import json

    given, word_index = json.loads(words), json.loads(index)
    return names["numbers"](given, word_index), json.dumps(given), json.dumps(word_index)


def numbers_of(words, index):
    word_index = json.loads(index)
    found = [word_index.get(w.lower(), UNK) for w in json.loads(words)]
    return torch.tensor(found, dtype=torch.int64), words, index


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
def index(student, draw):
    vocabulary = draw.shuffled(WORDS)[: draw.size(24, 34)]
    vocabulary += [w for w in ("saw", ".", "Anna", "I") if w not in vocabulary]
    tokens = draw.shuffled([draw.choice([w, w.capitalize()]) for w in vocabulary] + vocabulary[:12])
    tokens += ["The", "THE", "the"]  # the last word of the last sentence is sure to repeat
    kinds = draw.shuffled(TAGS)[: draw.size(7, 11)]
    cuts = [0, *sorted(draw.sizes(4, 3, len(tokens) - 6)), len(tokens)]
    flat = kinds + [draw.choice(kinds) for _ in tokens]
    pairs = [(tokens[a:b], flat[a:b]) for a, b in pairwise(cuts)]
    expected = ["<pad>", "<unk>", *sorted({w.lower() for w in tokens})]
    reply = student.run(index_probe, text=json.dumps(pairs))
    kind = reply.text("kind")
    expect(kind != "NoneType", "make_indices returns None: is a `return` missing?")
    expect(kind == "pair", f"make_indices must return two dicts, (word_index, tag_index), not {kind[:40]}.")
    for name in ("words", "tags"):
        kind = reply.text(name + "_kind")
        which = {"words": "word_index", "tags": "tag_index"}[name]
        expect(kind == "dict", f"{which} is a {kind[:40]}, not a dict.")
        expect(reply.number(name + "_odd") == 0, f"The values of {which} must be whole numbers (int).")
    expect(not reply.flag("changed"), "make_indices changes the sentences that it is given.")
    words, tags = json.loads(reply.text("words")), json.loads(reply.text("tags"))
    expect(not set(kinds) <= set(words), "The two dicts are swapped: word_index comes first.")
    expect(
        not any(w != w.lower() for w in words),
        "word_index has words with capitals: 'The' and 'the' are one word.",
    )
    expect(
        {"<pad>", "<unk>"} <= set(words),
        "A marker is missing in word_index: '<pad>' has number 0, '<unk>' number 1.",
    )
    expect(
        words["<pad>"] == 0 and words["<unk>"] == 1,
        "The markers have other numbers: '<pad>' has 0 and '<unk>' has 1.",
    )
    missing = set(expected) - set(words)
    expect(
        not any(not w.isalpha() for w in missing),
        "Signs such as the full stop, or words with an apostrophe, are missing in word_index. They are words, too.",
    )
    expect(
        not missing,
        f"{len(missing)} words are missing in word_index: are short or rare words dropped, or whole sentences?",
    )
    expect(len(words) == len(expected), "word_index has words that no sentence has.")
    expect(
        sorted(words.values()) == list(range(len(words))),
        "The word numbers are not 0, 1, 2 and so on: there are gaps, or two words share a number.",
    )
    expect(
        sorted(words, key=words.get) == expected,
        "The words after the markers are not sorted. With a bare set, or by order or frequency, the numbers "
        "change from run to run or from text to text.",
    )
    expect(
        not {"<pad>", "<unk>"} & set(tags),
        "tag_index has markers. It must have the tags only, or the model can answer '<pad>'.",
    )
    expect(
        sorted(tags) == sorted(kinds),
        "tag_index must have each distinct tag of all sentences once, as it is written.",
    )
    expect(min(tags.values()) == 0, "The tags are numbered from 0 on: the loss wants 0 to n_tags - 1.")
    expect(sorted(tags.values()) == list(range(len(tags))), "The tag numbers have gaps or repeats.")
    expect(sorted(tags, key=tags.get) == sorted(kinds), "The tags are not sorted.")
    keeps_promises(
        student, call_indices, [{"text": json.dumps(pairs)} for pairs in INDEX_CASES.values()], indices_of,
        results=("word_index", "tag_index", "The list of pairs"), notes=tuple(INDEX_CASES), device=False,
    )  # fmt: skip


def numbers_probe(names, words, text):
    """Return the student's numbers of a sentence, and whether the index has grown."""
    import json

    word_index, given = json.loads(text), json.loads(words)
    sentence = list(given)
    try:
        answer = names["numbers"](sentence, word_index)
    except KeyError as error:
        return {"error": "KeyError", "key": str(error.args[0]) if error.args else ""}
    return {
        "error": "",
        "numbers": answer,
        "grown": word_index != json.loads(text),
        "words": sentence != given,
    }


@check("08_pos_tagging.vocabularies", points=1)
def numbers(student, draw):
    known = sorted({w.lower() for w in draw.shuffled(WORDS)[:20]} | {"the", "."})
    given = dict(zip(known, [n + 2 for n in draw.sizes(len(known), 0, len(known) - 1)], strict=True))
    word_index = {"<pad>": PAD, "<unk>": UNK, **given}
    sentence = draw.shuffled([w for w in known if w not in ("the", ".")])[: draw.size(5, 8)]
    if sentence == sorted(sentence):
        sentence.reverse()
    places = draw.sizes(2, 1, len(sentence) - 1)
    for place, word in zip(sorted(places), ("zebra", "Xanadu"), strict=True):
        sentence.insert(place, word)
    sentence = ["The", *sentence, "the", sentence[0].upper(), "THE", "."]
    expected = torch.tensor([word_index.get(w.lower(), UNK) for w in sentence])
    reply = student.run(numbers_probe, words=json.dumps(sentence), text=json.dumps(word_index))
    if reply.text("error"):
        lower = reply.text("key") in ("zebra", "xanadu", "Xanadu")
        expect(
            not lower,
            "KeyError: an unknown word must get the number of '<unk>'.",
        )
        expect(False, f"KeyError for {reply.text('key')[:20]!r}: look the words up in lower case.")
    found = reply.tensor("numbers")
    expect(
        not reply.flag("grown"), "numbers changes word_index: a new word must not get a number of its own."
    )
    expect(not reply.flag("words"), "numbers changes the list of words that it is given.")
    expect(
        list(found.shape) != [len(sentence) - 2],
        "Unknown words are lost: there are fewer numbers than words, and all tags after them slip.",
    )
    expect_shape(found, [len(sentence)], "one number for each word, in one axis.")
    expect_dtype(found, torch.int64, "word numbers are int64.")
    unknown = torch.tensor([w in ("zebra", "Xanadu") for w in sentence])
    capital = torch.tensor([w != w.lower() for w in sentence])
    mistakes = {
        "Unknown words get number 0, that of the padding. They are words: '<unk>'.": expected.masked_fill(
            unknown, PAD
        ),
        "Unknown words get -1. They have the number of '<unk>'.": expected.masked_fill(unknown, -1),
        "Unknown words get a number beyond the index; the embedding has no such row. Use '<unk>'.": expected.masked_fill(
            unknown, len(word_index)
        ),
        "Words with a capital are taken for unknown: look them up in lower case.": expected.masked_fill(
            capital, UNK
        ),
        "The words come in another order than in the sentence. Is something sorted?": expected.sort().values,
        "The words are in reverse order.": expected.flip(0),
    }
    expect_close(
        found, expected, "Some words have a wrong number: look up each word, in its place.", mistakes=mistakes
    )
    cases, notes = [], []
    for more, the, sea in (("", 7, 2), (" and another index", 2, 8)):
        known = json.dumps(
            {"<pad>": PAD, "<unk>": UNK, "the": the, "sea": sea, "élan": 3, "maß": 4, "last": 2**24 + 1}
        )
        cases += [{"words": json.dumps(words), "index": known} for words in NUMBER_CASES.values()]
        notes += [note + more for note in NUMBER_CASES]
    keeps_promises(
        student, call_numbers, cases, numbers_of,
        results=("The tensor of numbers", "The list of words", "word_index"), notes=notes,
        axes=("word",), device=False, rtol=0, atol=0,
    )  # fmt: skip
