"""Exercise 6.3: Split distinct names."""

import json
import string

import torch

from autograder.check import check
from autograder.checks.lab06.common import drawn_word
from autograder.checks.shared import amiss
from autograder.expect import expect


def split_probe(names, text, share, seed, salt, times=1):
    """Split names, `times` seeds on from `seed`; hashes of texts depend on `salt`, as they do on the process."""
    import json
    import random

    import numpy

    def dice():
        return repr((random.getstate(), torch.get_rng_state().tolist(), numpy.random.get_state()[1].tolist()))

    def plain(part):
        return {str(category): [*map(str, group)] for category, group in part.items()}

    class Salted(str):
        def __hash__(self):
            return hash((salt, str(self)))

    def salted(thing):
        parts = thing if isinstance(thing, tuple) else (thing,)
        return hash((salt, thing)) if any(isinstance(p, (str, bytes)) for p in parts) else hash(thing)

    split, groups = names["split_names"], json.loads(text)
    given = {Salted(category): [Salted(name) for name in group] for category, group in groups.items()}
    scope = getattr(split, "__globals__", {})
    held, before = scope.get("hash"), dice()
    scope["hash"] = salted
    try:
        options = [{} if seed < 0 else {"share": share, "seed": seed + i} for i in range(times)]
        answers = [split(given, **chosen) for chosen in options]
    finally:
        scope.pop("hash") if held is None else scope.update(hash=held)
    quiet, lists = before == dice(), []
    for answer in answers:
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            amiss("Return two dicts: (train, held_out).")
        if not all(isinstance(part, dict) for part in answer):
            amiss("Return two dicts: category → list of names.")
        lists += [group for part in answer for group in part.values()]
    if not all(isinstance(group, (list, tuple)) for group in lists):
        amiss("For each category there must be a list of names.")
    parts, kept = [[plain(part) for part in answer] for answer in answers], plain(given) == groups
    for group in (group for group in lists if isinstance(group, list)):
        group.clear()  # whoever hands out the same lists again gives empty ones
    return {"parts": json.dumps(parts), "kept": kept, "quiet": quiet}


def ask_split(student, names, share, seed, salt=0, times=1):
    """Return the student's pairs of dicts, after looking at their form; a seed below 0 stands for the defaults."""
    given = {"share": share, "seed": seed, "salt": salt, "times": times}
    reply = student.run(split_probe, text=json.dumps(names), **given)
    expect(reply.flag("kept"), "The lists that were given are changed. Shuffle or sort a copy.")
    hint = "Random numbers outside your function begin again: draw from a generator of your own, random.Random(seed)."
    expect(reply.flag("quiet"), hint)
    return json.loads(reply.text("parts"))


# how many names each category has, and how often those at even and at odd places come
ROWS = {"Arabic": (20, 8, 1), "Greek": (12, 1, 1), "Irish": (30, 9, 1), "Welsh": (4, 1, 2), "Zulu": (1, 3, 3)}


def drawn_names(draw):
    """Return rows of names: with repeats, with a name in two categories, in two cases, and a category of one name."""
    names = {}
    for category, (count, *copies) in ROWS.items():
        distinct = sorted({drawn_word(draw, 6, string.ascii_lowercase) for _ in range(count)})
        names[category] = draw.shuffled([n for i, n in enumerate(distinct) for _ in range(copies[i % 2])])
    names["Greek"][0] = names["Irish"][0]  # a name of two categories is no leak
    names["Greek"][1] = names["Greek"][2].title()
    return names


def expect_parts(names, train, held_out, share):
    """Fail unless each distinct name of a category is in one part, once, and the share is held out."""
    hint = "A category is missing in a part. Split inside each category, not over all names together."
    expect(set(train) == set(held_out) == set(names), hint)
    for category, rows in names.items():
        distinct, parts = set(rows), (train[category], held_out[category])
        both, together = set(parts[0]) & set(parts[1]), set(parts[0]) | set(parts[1])
        expect(not both, "The same name is in both parts of a category: drop the repeats before you split.")
        hint = "A part has names that were not given: upper and lower case count as given, and nothing is kept from an earlier call."
        expect(together <= distinct, hint)
        expect(together == distinct, "Some names are in neither part.")
        once = all(len(part) == len(set(part)) for part in parts)
        expect(once, "A part still has repeats: each distinct name once.")
        first, second = (abs(len(part) - share * len(distinct)) for part in parts)
        swapped = first <= 1 < second
        expect(not swapped, "The held-out part is the large one. Return (train, held_out), in this order.")
        hint = f"With share={share}, the held-out part is not the share of the distinct names, in each category by itself."
        expect(second < 1 - 1e-6, hint)  # any way of rounding


def expect_chance(splits, rows):
    """Fail unless the names are held out each as often, and neighbours no more often together than others."""
    for order, said in ((sorted(set(rows)), "in the alphabet"), (list(dict.fromkeys(rows)), "in the list")):
        chosen = torch.tensor([[name in set(held_out) for name in order] for held_out in splits]).double()
        times, n = chosen.shape
        k = chosen.sum(1).mean()
        often, pairs = chosen.sum(0), (chosen * chosen.roll(1, 1)).sum()
        square = ((often - times * k / n) ** 2).sum() / (times * k / n * (1 - k / n))
        hint = "Over many seeds, some names are held out much more often than others: each must have the same chance."
        part = 2 / (9 * (n - 1))
        expect(bool(((often > 0) & (often < times)).all()), hint)
        expect(square < (n - 1) * (1 - part + 7 * part**0.5) ** 3, hint)  # by chance once in 10**12
        mean = times * k * (k - 1) / (n - 1)
        far = f"over many seeds, neighbours {said} go together too often, or never. Shuffle all names."
        hint = f"The held-out names are not chosen at random: {far}"
        expect(abs(pairs - mean) < 6 * mean.sqrt(), hint)


@check("06_name_generation.split_names", points=1)
def parts(student, draw):
    """Every distinct name is in one part; the choice depends on the seed alone, 0 included, and is one of chance."""
    seed, names, others = draw.size(1, 999), drawn_names(draw), drawn_names(draw)
    for share, given in ((0.4, seed), (0.5, 0), (0.1, 0), (0.2, -1)):
        (split,) = ask_split(student, names, share, given)
        expect_parts(names, *split, share)
        named = max(given, 0)
        hint = f"The same seed ({named}) gave two different splits: use the seed that is given, in each call anew."
        expect(ask_split(student, names, share, named) == [split], hint)
        hint = "The split depends on the order of a set (or on a hash): in another process it would be another one."
        expect(all(ask_split(student, names, share, given, salt) == [split] for salt in (1, 2)), hint)
    expect_parts(others, *ask_split(student, others, 0.2, -1)[0], 0.2)
    many = ask_split(student, names, 0.2, seed, times=150)
    hint = "Another seed gives the same split: choose the held-out names at random, with the seed."
    expect(any(split != many[0] for split in many), hint)
    for category in ("Arabic", "Greek", "Irish"):
        expect_chance([held_out[category] for _, held_out in many], names[category])
