"""Exercise 6.3: Split distinct names."""

import json
import string

from autograder.check import check, expect
from autograder.checks.lab06.common import drawn_word


def split_probe(names, text, share, seed, salt):
    """Split names whose hashes depend on `salt`, as those of strings do on the process."""
    import json

    class Salted(str):
        def __hash__(self):
            return hash((salt, str(self)))

    given = {category: [Salted(name) for name in group] for category, group in json.loads(text).items()}
    answer = names["split_names"](given, share, seed)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"problem": "pair"}
    if not all(isinstance(part, dict) for part in answer):
        return {"problem": "dict"}
    if not all(isinstance(group, (list, tuple)) for part in answer for group in part.values()):
        return {"problem": "list"}
    parts = [{str(c): [str(name) for name in group] for c, group in part.items()} for part in answer]
    kept = {category: [str(name) for name in group] for category, group in given.items()}
    return {"problem": "", "parts": json.dumps(parts), "kept": kept == json.loads(text)}


def ask_split(student, names, share, seed, salt=0):
    """Return the student's two dicts, after looking at their form."""
    reply = student.run(split_probe, text=json.dumps(names), share=share, seed=seed, salt=salt)
    problem = reply.text("problem")
    expect(problem != "pair", "Return two dicts: (train, held_out).")
    expect(problem != "dict", "Return two dicts: category → list of names.")
    expect(problem != "list", "For each category there must be a list of names.")
    expect(reply.flag("kept"), "The lists that were given are changed. Shuffle or sort a copy.")
    return json.loads(reply.text("parts"))


@check("06_name_generation.split_names", points=1)
def parts(student, draw):
    share, seed = draw.choice([0.2, 0.25, 0.3]), draw.size(1, 999)
    names = {}
    for category, distinct, copies in (("Arabic", 20, 8), ("Greek", 12, 1), ("Irish", 30, 2)):
        words = set()
        while len(words) < distinct:
            words.add(drawn_word(draw, 6, string.ascii_lowercase))
        rows = [name for name in sorted(words) for _ in range(copies)]
        order = draw.permutation(len(rows))
        names[category] = [rows[i] for i in order.tolist()]
    names["Greek"][0] = names["Irish"][0]  # a name of two categories is no leak
    train, held_out = ask_split(student, names, share, seed)
    expect(
        set(train) == set(held_out) == set(names),
        "A category is missing in a part. Split inside each category, not over all names together.",
    )
    for category, rows in names.items():
        distinct = set(rows)
        both = set(train[category]) & set(held_out[category])
        expect(
            not both,
            "The same name is in both parts of a category: drop the repeats before you split.",
        )
        together = set(train[category]) | set(held_out[category])
        expect(
            together <= distinct, "A part has names that were not given: upper and lower case count as given."
        )
        expect(together == distinct, "Some names are in neither part.")
        wanted, got = share * len(distinct), len(held_out[category])
        expect(
            len(train[category]) == len(set(train[category])) and got == len(set(held_out[category])),
            "A part still has repeats: each distinct name once.",
        )
        expect(
            abs(len(train[category]) - wanted) > 1,
            "The held-out part is the large one. Return (train, held_out), in this order.",
        )
        expect(
            abs(got - wanted) <= 1,
            "The held-out part is not the share of the distinct names, in each category by itself.",
        )
    again = ask_split(student, names, share, seed)
    expect(
        again == [train, held_out],
        "The same seed gave two different splits: use the seed that is given, in each call anew.",
    )
    for salt in (1, 2):
        expect(
            ask_split(student, names, share, seed, salt) == [train, held_out],
            "The split depends on the order of a set (or on a hash): in another process it would be another one.",
        )
    expect(
        any(ask_split(student, names, share, seed + i) != [train, held_out] for i in (1, 2, 3)),
        "Another seed gives the same split: choose the held-out names at random, with the seed.",
    )
