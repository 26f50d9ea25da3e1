"""Hidden checks of lab 08, one tag for every word; every probe stands beside its checks."""

import json
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path

import torch
from torch.nn import functional as F

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

HELD_OUT = Path(__file__).parent / "heldout" / "tagged.txt"
PAD, UNK, IGNORE = 0, 1, -100
_WORDS = """
a I you we dog cat man sea house old red run saw said like to that in on of not n't 's , . ? !
nine Anna very well and but if water book light play can will with the my she it
"""
_TAGS = "NOUN PROPN PRON VERB AUX ADJ ADV DET ADP NUM PART CCONJ SCONJ INTJ PUNCT"
WORDS, TAGS = _WORDS.split(), _TAGS.split()


def shuffled(draw, items):
    """Return the items in a random order."""
    items = list(items)
    return [items[i] for i in draw.sizes(len(items), 0, len(items) - 1)] if len(items) > 1 else items


# 8.1 ------------------------------------------------------------------------------------------


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


@check("08_pos_tagging.vocabularies", points=1)
def index(student, draw):
    vocabulary = shuffled(draw, WORDS)[: draw.size(24, 34)]
    vocabulary += [w for w in ("saw", ".", "Anna", "I") if w not in vocabulary]
    tokens = shuffled(draw, [draw.choice([w, w.capitalize()]) for w in vocabulary] + vocabulary[:12])
    tokens += ["The", "THE", "the"]  # the last word of the last sentence is sure to repeat
    kinds = shuffled(draw, TAGS)[: draw.size(7, 11)]
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
    known = sorted({w.lower() for w in shuffled(draw, WORDS)[:20]} | {"the", "."})
    given = dict(zip(known, [n + 2 for n in draw.sizes(len(known), 0, len(known) - 1)], strict=True))
    word_index = {"<pad>": PAD, "<unk>": UNK, **given}
    sentence = shuffled(draw, [w for w in known if w not in ("the", ".")])[: draw.size(5, 8)]
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


# 8.2 ------------------------------------------------------------------------------------------


def batch_probe(names, words, tags, lengths):
    """Return the student's batch of these sentences, and what its parts are."""
    encoded = list(zip(words.split(lengths.tolist()), tags.split(lengths.tolist()), strict=True))
    encoded = [(a.clone(), b.clone()) for a, b in encoded]
    answer = names["make_batch"](encoded)
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        return {"kind": type(answer).__name__}
    reply = dict(zip(("words", "tags", "lengths"), answer, strict=True), kind="three")
    reply["changed"] = len(encoded) != len(lengths) or not (
        torch.equal(torch.cat([a for a, _ in encoded]), words)
        and torch.equal(torch.cat([b for _, b in encoded]), tags)
    )
    return reply


def filled(flat, lengths, longest, value):
    """Return the flat sequences as rows, filled up at the end."""
    rows = torch.full((len(lengths), longest), value)
    for row, part in zip(rows, flat.split(lengths.tolist()), strict=True):
        row[: len(part)] = part
    return rows


@check("08_pos_tagging.batch", points=2)
def padded(student, draw):
    batch = draw.size(3, 6)
    first, *rest = draw.sizes(batch, 2, 11)
    if first > max(rest):
        first, rest[0] = rest[0], first
    several = torch.tensor([first, *rest])
    for lengths in (several, torch.tensor([draw.size(2, 9)]), torch.tensor([1, 4, 1])):
        total, longest = int(lengths.sum()), int(lengths.max())
        words, tags = draw.integers(2, 60, total), draw.integers(0, 6, total)
        ends = lengths.cumsum(0) - 1
        tags[ends] = 0  # the last tag of a sentence is the real tag 0
        words[ends[0]] = UNK
        reply = student.run(batch_probe, words=words, tags=tags, lengths=lengths)
        kind = reply.text("kind")
        expect(kind != "NoneType", "make_batch returns None: is a `return` missing?")
        expect(kind == "three", "Return three tensors: (words, tags, lengths).")
        expect(not reply.flag("changed"), "make_batch changes the sentences that it is given.")
        shape = [len(lengths), longest]
        found = {name: reply.tensor(name) for name in ("words", "tags", "lengths")}
        for name in ("words", "tags"):
            got = list(found[name].shape)
            expect(
                got != shape[::-1] or shape[0] == shape[1],
                f"{name} is [longest, batch]. Put the batch first.",
            )
            expect(
                len(got) != 2 or got[0] != shape[0] or got[1] >= longest,
                f"{name} is narrower than the longest sentence: words are cut off.",
            )
            expect(
                len(got) != 2 or got[0] != shape[0] or got[1] <= longest,
                f"{name} is wider than the longest sentence of the batch.",
            )
            expect_shape(found[name], shape, f"{name} has one row for each sentence.")
        expect_shape(found["lengths"], [len(lengths)], "one length for each sentence.")
        for name, tensor in found.items():
            expect_dtype(tensor, torch.int64, f"{name} are whole numbers.")
        right = filled(words, lengths, longest, PAD), filled(tags, lengths, longest, IGNORE)
        order = lengths.argsort(descending=True, stable=True)
        expect(
            torch.equal(found["lengths"], lengths) or not torch.equal(found["lengths"], lengths[order]),
            "The sentences are sorted by length. Keep their order.",
        )
        expect(
            torch.equal(found["lengths"], lengths) or not (found["lengths"] == longest).all(),
            "Every length is that of the longest sentence. Asked are the true ones, without padding.",
        )
        expect(
            torch.equal(found["lengths"], lengths),
            "The lengths differ from the numbers of words. Are they counted after padding, or by a number that "
            "is also a real one?",
        )
        backwards = (filled(words.flip(0), lengths.flip(0), longest, PAD).flip(0, 1), right[1].flip(1))
        expect_close(
            found["words"],
            right[0],
            "The word numbers differ: each sentence from the left, filled up with PAD.",
            mistakes={
                "The words are filled up with -100. The embedding has no such row: use PAD.": filled(
                    words, lengths, longest, IGNORE
                ),
                "The words are filled up with UNK. An unknown word is a word; padding is PAD, 0.": filled(
                    words, lengths, longest, UNK
                ),
                "The padding stands before the words. Fill up at the end.": backwards[0],
            },
        )
        expect_close(
            found["tags"],
            right[1],
            "The tag numbers differ: each sentence from the left, filled up with IGNORE.",
            mistakes={
                "The tags are filled up with 0, and 0 is a real tag. Use IGNORE.": filled(
                    tags, lengths, longest, 0
                ),
                "The tags are filled up with -1. Nothing leaves -1 out: use IGNORE, -100.": filled(
                    tags, lengths, longest, -1
                ),
                "Tag 0 is replaced by IGNORE, and 0 is a real tag.": right[1].masked_fill(
                    right[1] == 0, IGNORE
                ),
            },
        )


# 8.3 ------------------------------------------------------------------------------------------


def scores_probe(names, words, lengths, sizes):
    """Return an untrained model's scores of one batch, and what a step of training would see."""
    *sizes, both = sizes.tolist()

    def made(*sizes):
        torch.manual_seed(0)
        return names["LSTMTagger"](*sizes, bidirectional=bool(both)).to(words.device)

    model = made(*sizes)
    logits = model(words, lengths)
    reply = {"logits": logits, "parameters": sum(p.numel() for p in model.parameters())}
    reply["linked"] = bool(getattr(logits, "requires_grad", False))
    if not reply["linked"] or logits.dim() != 3:
        return reply
    model.eval()
    with torch.no_grad():
        reply["logits"], reply["again"] = model(words, lengths), model(words, lengths)
    if not both or len(words) == 1:
        return reply
    parameters = list(model.parameters())
    target = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)).to(logits)
    real = (torch.arange(logits.shape[1]) < lengths[:, None]).to(words.device)
    loss = ((logits * target).sum(-1) * real[:, : logits.shape[1]]).sum()
    grads = torch.autograd.grad(loss, parameters, allow_unused=True)
    reply["idle"] = sum(g is None or bool((g == 0).all()) for g in grads)
    with torch.no_grad():
        for p in parameters:
            p.mul_(1000)  # all scores are raw: nothing squashes them
        reply["large"] = model(words, lengths)
    reply["wider"] = sum(p.numel() for p in made(*sizes[:3], 2 * sizes[3]).parameters())
    try:
        reply["dtype"] = str(model.double()(words, lengths).dtype)
    except Exception as error:
        reply["dtype"] = type(error).__name__
    return reply


def device_probe(names, words, lengths, sizes):
    """Run the student's model where no numbers exist; lengths stay on the CPU."""
    model = names["LSTMTagger"](*sizes.tolist()).to("meta")
    try:
        return {"device": model(words.to("meta"), lengths).device.type}
    except Exception as error:  # packing itself cannot run there, which is no mistake
        text = str(error)
        return {"device": "mixed" if "expected device" in text or "same device" in text else "meta"}


@check("08_pos_tagging.tagger", points=1)
def scores(student, draw):
    sizes = draw.sizes(6, 3, 11)
    for both, batch, steps in ((0, sizes[0], sizes[1] + 3), (1, sizes[0], sizes[1] + 3), (1, 1, 1)):
        vocab, tags, width, units = sizes[2] + 12, sizes[3] + 25, sizes[4], sizes[5] + 12
        if tags in (units, 2 * units):
            tags += 1
        lengths = draw.integers(1, max(1, steps - 2), batch)
        lengths[-1] = max(1, steps - 2)
        words = draw.integers(1, vocab - 1, batch, steps)
        words[0, 0] = vocab - 1
        words = words.masked_fill(torch.arange(steps) >= lengths[:, None], PAD)
        reply = student.run(
            scores_probe, words=words, lengths=lengths, sizes=torch.tensor([vocab, tags, width, units, both])
        )
        logits = reply.tensor("logits")
        got = list(logits.shape)
        which = "bidirectional" if both else "one-directional"
        expect(
            got != [batch, tags], "One answer for each sentence. Asked is one for each word: use all outputs."
        )
        expect(
            got not in ([batch, steps, units], [batch, steps, 2 * units]),
            "The LSTM's outputs came back: the linear layer to n_tags is missing.",
        )
        expect(got != [batch * steps, tags], "batch and seq_len are joined. Return [batch, seq_len, n_tags].")
        expect(got != [batch, tags, steps], "The tags are on axis 1. Return [batch, seq_len, n_tags].")
        expect(
            got != [batch, int(lengths.max()), tags] or int(lengths.max()) == steps,
            "Fewer steps came back than words has: give pad_packed_sequence a total_length.",
        )
        expect_shape(
            logits, [batch, steps, tags], f"{which}: n_tags scores for every place of every sentence."
        )
        expect(
            reply.flag("linked"), "The logits have no gradient: is there a detach, a no_grad or an argmax?"
        )
        expect_dtype(logits, torch.float32, "scores are float32, as the parameters are.")
        expect_close(
            reply.tensor("again"),
            logits,
            "Two calls in evaluation mode give two answers: a dropout that never stops, or a state that is kept "
            "in the module or made up.",
        )
        real = torch.arange(steps) < lengths[:, None]
        sums = logits[real].exp().sum(-1), logits[real].sum(-1)
        expect(
            not (logits[real].min() >= 0 and torch.allclose(sums[1], torch.ones_like(sums[1]), atol=1e-4)),
            "The scores of a word add up to 1: leave the softmax out, cross_entropy has its own.",
        )
        expect(
            not torch.allclose(sums[0], torch.ones_like(sums[0]), atol=1e-4),
            "The scores are log-probabilities: leave log_softmax out, cross_entropy has its own.",
        )
        if not both or batch == 1:
            continue
        large = reply.tensor("large")[real]
        expect(
            large.abs().max() > 1.5,
            "The scores cannot leave [-1, 1]: there is a tanh or sigmoid after the linear layer.",
        )
        expect(large.min() < 0, "No score is below 0: there is a ReLU after the linear layer.")
        expect(
            reply.number("idle") == 0,
            "A parameter gets no gradient: is a layer made but not used, or something detached?",
        )
        expect(
            reply.number("wider") > reply.number("parameters"),
            "hidden_size has no effect on the model's size.",
        )
        expect(reply.text("dtype") == "torch.float64", OWN_TENSOR)
    one = torch.ones(1, 1, dtype=torch.int64)  # small: without numbers, an LSTM takes long
    device = student.run(device_probe, words=one, lengths=one[0], sizes=torch.tensor(sizes[2:]))
    expect(device.text("device") == "meta", OWN_TENSOR)


OWN_TENSOR = (
    "The model makes a tensor of its own on the CPU or in float32. Make it like the input: same device, same "
    "dtype."
)


def padding_probe(names, words, lengths, other, fill, order, sizes):
    """Return one model's scores of the same sentences: together, alone, with other neighbours and padding."""
    *sizes, both = sizes.tolist()
    torch.manual_seed(0)
    model = names["LSTMTagger"](*sizes, bidirectional=bool(both)).to(words.device).eval()
    batch, steps = words.shape
    reply = {"problem": ""}
    with torch.no_grad():
        for p in model.parameters():  # large enough that what is read shows
            p.mul_(2)

        def scores(words, lengths):
            answer = model(words, lengths)
            if not isinstance(answer, torch.Tensor) or list(answer.shape[::2]) != [len(words), sizes[1]]:
                raise TypeError("shape")
            return answer

        try:
            together = scores(words, lengths)
        except RuntimeError as error:
            if "enforce_sorted" in str(error):
                return {"problem": "sorted"}
            raise
        except TypeError:
            return {"problem": "shape"}
        reply["together"] = torch.zeros(batch, steps, together.shape[2])
        reply["together"][:, : together.shape[1]] = together
        try:
            reply["alone"] = torch.zeros_like(reply["together"])
            for i, n in enumerate(lengths.tolist()):
                reply["alone"][i, :n] = scores(words[i : i + 1, :n], lengths[i : i + 1])[0]
            wide = torch.cat([words, torch.zeros(batch, 4, dtype=words.dtype)], 1)
            calls = {
                "wide": (wide, lengths),
                "filled": (fill, lengths),
                "swapped": (words[order], lengths[order]),
                "neighbours": (torch.cat([words[:1], other]), torch.cat([lengths[:1], lengths[1:].flip(0)])),
            }
            for name, call in calls.items():
                reply[name] = torch.zeros_like(reply["together"])
                found = scores(*call)[:, :steps]
                reply[name][:, : found.shape[1]] = found
        except Exception as error:
            return {"problem": f"{type(error).__name__}: {error}"[:120]}
    return reply


@check("08_pos_tagging.tagger", points=2)
def padding(student, draw):
    vocab, tags, width, units = draw.size(14, 20), draw.size(4, 6), draw.size(6, 9), draw.size(8, 12)
    batch = draw.size(4, 5)
    first, *rest = draw.sizes(batch - 1, 1, 6)
    lengths = torch.tensor([first, 7, *rest])  # all different, and in no order
    steps = 7
    real = torch.arange(steps) < lengths[:, None]
    words = draw.integers(1, vocab - 1, batch, steps).masked_fill(~real, PAD)
    fill = torch.where(real, words, draw.integers(1, vocab - 1, batch, steps))
    other = draw.integers(1, vocab - 1, batch - 1, steps)
    order = torch.tensor([*range(1, batch), 0])
    for both in (0, 1):
        which = "bidirectional" if both else "one-directional"
        reply = student.run(
            padding_probe,
            words=words,
            lengths=lengths,
            other=other,
            fill=fill,
            order=order,
            sizes=torch.tensor([vocab, tags, width, units, both]),
        )
        problem = reply.text("problem")
        expect(
            problem != "sorted",
            "The sentences come in any order, not sorted by length: enforce_sorted=False.",
        )
        expect(problem != "shape", "forward must return logits [batch, seq_len, n_tags].")
        expect(
            not problem,
            f"After one batch, a batch of another size fails ({problem[:120]}). What does the model fix?",
        )

        def seen(name, reply=reply):
            return reply.tensor(name)

        together, alone = seen("together"), seen("alone")

        def same(a, b, mask=real):
            return torch.allclose(a[mask], b[mask], rtol=1e-4, atol=1e-5)

        sorted_order = lengths.argsort(descending=True)
        expect(
            same(together, alone) or not same(together, alone[sorted_order], real & real[sorted_order]),
            "The answers come sorted by length. Return them in the order of the sentences.",
        )
        expect(
            same(together[1:2], alone[1:2], real[1:2]),
            f"{which}: even the longest sentence gets other scores in a batch than alone. Do batch and time mix, "
            "or does a state go over from one sentence to the next?",
        )
        expect(
            same(together, alone),
            f"{which}: a short sentence gets other scores in a batch than alone. Is its padding read? Pack the "
            "batch by its lengths.",
        )
        expect(
            same(seen("wide"), alone), f"{which}: with more padding, the scores change. Pack by the lengths."
        )
        expect(
            same(seen("filled"), alone),
            f"{which}: what stands in the padding changes the scores. Go by the lengths, not by the number 0.",
        )
        expect(
            same(seen("swapped"), alone[order], real[order]),
            f"{which}: in another order, the sentences get other scores.",
        )
        expect(
            same(seen("neighbours")[:1], alone[:1], real[:1]),
            f"{which}: with other neighbours, a sentence gets other scores.",
        )


def direction_probe(names, words, sizes):
    """Return the scores of a sentence and of its versions with one word changed, one row each."""
    *sizes, both = sizes.tolist()
    torch.manual_seed(0)
    model = names["LSTMTagger"](*sizes, bidirectional=bool(both)).to(words.device).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(2)
        rows = [model(row[None], torch.tensor([len(row)])) for row in words]
    expected = [1, words.shape[1], sizes[1]]
    if any(not isinstance(row, torch.Tensor) or list(row.shape) != expected for row in rows):
        return {"problem": "shape"}
    return {"problem": "", "scores": torch.cat(rows)}


@check("08_pos_tagging.tagger", points=2)
def context(student, draw):
    vocab, tags, width, units = draw.size(14, 20), draw.size(6, 8), draw.size(6, 9), draw.size(9, 13)
    steps = 5
    row = torch.tensor([2 + n for n in draw.sizes(steps, 0, vocab - 4)])
    changed = row.repeat(steps, 1).fill_diagonal_(vocab - 1)
    swapped = row[[1, 0, *range(2, steps)]]
    words = torch.cat([row[None], changed, swapped[None]])
    before = (
        torch.ones(steps, steps).tril().bool().T
    )  # [changed word j, tag of word i]: j comes before i or is i
    for both in (0, 1):
        which = "bidirectional" if both else "one-directional"
        reply = student.run(
            direction_probe, words=words, sizes=torch.tensor([vocab, tags, width, units, both])
        )
        expect(not reply.text("problem"), "For one sentence, the logits are not [1, seq_len, n_tags].")
        found = reply.tensor("scores")
        moved = (found[1:-1] - found[0]).abs().amax(-1)  # [changed word, place]
        moves = moved > 1e-6
        expect(bool(moves.diagonal().all()), f"{which}: a word has no effect on its own tag.")
        expect(
            bool((moves & ~torch.eye(steps).bool()).any()),
            f"{which}: only the word itself counts. Is there an LSTM between embedding and scores?",
        )
        if not both:
            expect(
                not bool((moves & ~before).any()) or bool(moves[0, 1:].any()),
                "one-directional: the sentence is read from its end. Read it from left to right.",
            )
            expect(
                not bool((moves & ~before).any()),
                "one-directional: later words change earlier tags. bidirectional=False must read to the right "
                "only. Is the argument used?",
            )
        expect(
            bool(moves[before].all()),
            f"{which}: earlier words have no effect on later tags. Is the state carried from word to word?",
        )
        if both:
            expect(
                bool((moves & ~before).any()),
                "bidirectional: later words have no effect on earlier tags. Is the argument bidirectional used, "
                "and both halves of the output?",
            )
            expect(
                bool(moves.all()),
                "bidirectional: some words do not reach all tags. Does the second direction run over the whole "
                "sentence?",
            )
        swap = (found[-1] - found[0]).abs().amax(-1)
        expect(
            bool(swap[-1] > 1e-6), f"{which}: the order of the words before has no effect on the last tag."
        )
        spread = (found[0] - found[0, :1]).abs().amax(-1)[1:]
        expect(bool((spread > 1e-6).all()), f"{which}: all words of a sentence get the same scores.")


# 8.4 ------------------------------------------------------------------------------------------


def drawn_batch(draw, absent=False):
    """Return (logits, tags) with padding, sizes that differ, and scores that are often right."""
    while True:
        batch, steps, n_tags = draw.sizes(3, 4, 9)
        lengths = draw.integers(1, steps, batch)
        lengths[0], lengths[1] = steps, 1
        if len(set(lengths.tolist())) > 2:
            break
    tags = draw.integers(0, n_tags - 1, batch, steps)
    tags[0, :2] = torch.tensor([0, n_tags - 1])
    if absent:
        tags[tags == 1] = 2
    logits = draw.normal(batch, steps, n_tags) + 1.2 * F.one_hot(tags, n_tags)
    return logits, tags.masked_fill(torch.arange(steps) >= lengths[:, None], IGNORE)


def loss_probe(names, logits, tags):
    """Return the student's loss, its gradient, and whether the tags are as they were."""
    logits, given = logits.clone().requires_grad_(), tags.clone()
    loss = names["tag_loss"](logits, given)
    reply = {"loss": loss, "changed": not torch.equal(given, tags), "linked": False}
    if isinstance(loss, torch.Tensor) and loss.requires_grad and loss.dim() == 0:
        reply["linked"] = True
        reply["gradient"] = torch.autograd.grad(loss, logits)[0]
    return reply


@check("08_pos_tagging.tag_loss", points=2)
def real_words(student, draw):
    logits, tags = drawn_batch(draw)
    full = torch.where(tags == IGNORE, 1, tags)
    for wanted, scored in ((tags, logits), (full, logits), (tags[:1, :1], logits[:1, :1])):
        scored = scored.double() if wanted is full else scored
        (batch, steps), n_tags = wanted.shape, scored.shape[-1]
        reply = student.run(loss_probe, logits=scored, tags=wanted)
        loss = reply.tensor("loss")
        expect(not reply.flag("changed"), "tag_loss changes the tags that it is given. Work on a copy.")
        expect_shape(loss, [], "one number, the mean over all real words of the batch.")
        expect_dtype(loss, scored.dtype, "the loss has the dtype of the logits.")
        leaf = scored.clone().requires_grad_()
        real = wanted != IGNORE
        nll = -leaf.log_softmax(-1).gather(-1, wanted.clamp(min=0)[..., None])[..., 0]
        expected = nll[real].mean()
        rows = torch.stack([n[r].mean() for n, r in zip(nll, real, strict=True)])
        with torch.no_grad():
            mixed = scored.reshape(batch, n_tags, steps)
            turned = scored.transpose(0, 1).reshape(-1, n_tags)
            twice = -scored.softmax(-1).log_softmax(-1).gather(-1, wanted.clamp(min=0)[..., None])[..., 0]
            sum_of_times = nll.masked_fill(~real, 0).sum(1).mean()
            mistakes = {
                "Padded places count as words of tag 0.": nll.mean(),
                "You divide by all places of the batch, padding included.": nll[real].sum() / real.numel(),
                "This is a mean of the sentences' means. Every word weighs the same.": rows.mean(),
                "This is the sum over the words. Asked is the mean.": nll[real].sum(),
                "The words of a sentence are summed up, so long sentences weigh more. Divide by the number of words.": sum_of_times,
                "Tag 0 is left out, and 0 is a real tag.": nll[wanted > 0].mean(),
                "There is a softmax before the cross-entropy, which has its own.": twice[real].mean(),
                "The sign is wrong: this loss falls when the model gets worse.": -expected,
                "reshape or view mixes the words: it does not move an axis. Use transpose, or join batch and "
                "words.": F.cross_entropy(mixed, wanted, ignore_index=IGNORE),
                "Logits and tags are joined in different orders: words of different sentences meet.": F.cross_entropy(
                    turned, wanted.flatten(), ignore_index=IGNORE
                ),
                "log_softmax is missing: these are plain scores.": -scored.gather(
                    -1, wanted.clamp(min=0)[..., None]
                )[..., 0][real].mean(),
                "Only the first sentence counts.": nll[0][real[0]].mean(),
            }
        expect_close(
            loss,
            expected.detach(),
            "The loss differs from the mean cross-entropy over the real words.",
            mistakes=mistakes,
        )
        expect(reply.flag("linked"), "No gradient can flow back: is there a detach, an item or a no_grad?")
        gradient = torch.autograd.grad(expected, leaf)[0]
        expect_close(
            reply.tensor("gradient"),
            gradient,
            "The loss is right, but its gradient is not: is a part detached?",
        )


# 8.5 ------------------------------------------------------------------------------------------


def accuracy_probe(names, logits, tags):
    """Return the student's accuracy as a number, and whether the arguments are as they were."""
    scores, given = logits.clone(), tags.clone()
    share = names["accuracy"](scores, given)
    if hasattr(share, "dtype") and not share.shape:  # of torch or of NumPy
        share = float(share)
    changed = not torch.equal(given, tags) or not torch.equal(scores, logits)
    return {"share": share, "changed": changed}


def clear(draw, mistakes_of, absent=False):
    """Return a batch on which the right answer and all known mistakes differ from each other."""
    for _ in range(300):
        logits, tags = drawn_batch(draw, absent)
        right, mistakes = mistakes_of(logits, tags)
        there = ~right.isnan()  # of the other tags nothing is compared
        values = [v[there].float().nan_to_num(-7.0, posinf=9.0) for v in (right, *mistakes.values())]
        gaps = torch.stack([(a - b).abs().max() for a, b in combinations(values, 2)])
        if gaps.min() > 2e-3:
            break
    return logits, tags, right, mistakes


def accuracy_and_mistakes(logits, tags):
    """Return the accuracy, and what known mistakes would give."""
    best, real = logits.argmax(-1), tags != IGNORE
    right = (best == tags) & real
    share = right.sum() / real.sum()
    by_row = torch.stack([r[k].float().mean() for r, k in zip(right, real, strict=True)])
    zero = (best == tags.clamp(min=0)).float().mean()
    return share, {
        "You divide by all places, padding included.": right.sum() / real.numel(),
        "Padded places count as correct.": (right | ~real).float().mean(),
        "Padded places count as words of tag 0.": zero,
        "This is a mean of the sentences' accuracies. Every word weighs the same.": by_row.mean(),
        "Tag 0 is left out, and 0 is a real tag.": right[tags > 0].sum() / (tags > 0).sum(),
        "This is the share of wrong words. Asked are the right ones.": 1 - share,
        "The lowest score is taken, not the highest.": (logits.argmin(-1) == tags)[real].float().mean(),
        "Only the last place of each sentence counts.": right[:, -1].sum() / real[:, -1].sum(),
        "This is the mean probability of the true tag, not a share of words.": logits.softmax(-1)
        .gather(-1, tags.clamp(min=0)[..., None])[..., 0][real]
        .mean(),
        "This is the share of sentences that are right from end to end.": (right | ~real)
        .all(1)
        .float()
        .mean(),
        "This is a mean over the tags, so rare tags weigh more. Every word weighs the same.": per_tag_of(
            logits, tags
        ).nanmean(),
    }


def per_tag_of(logits, tags):
    """Return the accuracy of each tag's words, nan for a tag without words."""
    truth, right = torch.zeros(logits.shape[-1]), torch.zeros(logits.shape[-1])
    best = logits.argmax(-1)
    for tag, said in zip(tags.flatten().tolist(), best.flatten().tolist(), strict=True):
        if tag != IGNORE:
            truth[tag] += 1
            right[tag] += said == tag
    return right / truth


@check("08_pos_tagging.accuracy", points=1)
def share(student, draw):
    logits, tags, right, mistakes = clear(draw, accuracy_and_mistakes)
    reply = student.run(accuracy_probe, logits=logits, tags=tags)
    share = reply.number("share")
    expect(not reply.flag("changed"), "accuracy changes the tensors that it is given. Work on a copy.")
    words = int((tags != IGNORE).sum())
    expect(
        abs(share - round(float(right) * words)) > 1e-3,
        "This is the number of right words. Divide by all real words.",
    )
    expect(share <= 1, "The accuracy is a share from 0 to 1, not a percentage.")
    expect_close(
        torch.tensor(float(share)),
        right,
        "The accuracy differs: the share of real words whose highest score is at the true tag.",
        mistakes=mistakes,
        atol=1e-4,
    )


def per_tag_probe(names, logits, tags):
    """Return the student's accuracy of each tag."""
    scores, given = logits.clone(), tags.clone()
    answer = names["accuracy_per_tag"](scores, given)
    changed = not torch.equal(given, tags) or not torch.equal(scores, logits)
    return {"per_tag": answer, "changed": changed}


def per_tag_and_mistakes(logits, tags):
    """Return the accuracy of each tag, and what known mistakes would give."""
    n_tags, best, real = logits.shape[-1], logits.argmax(-1), tags != IGNORE
    right = per_tag_of(logits, tags)
    hits = tags[real & (best == tags)].bincount(minlength=n_tags)
    truth = tags[real].bincount(minlength=n_tags)
    return right, {
        "You divide by how often a tag was SAID. Asked is: of the words that truly have it.": hits
        / best[real].bincount(minlength=n_tags),
        "You divide by all words. Asked is: of the words that truly have this tag.": hits / real.sum(),
        "Padded places count as words of tag 0.": hits
        / tags.clamp(min=0).flatten().bincount(minlength=n_tags),
        "Right words at padded places count: predictions there are compared, too.": (
            (best.flatten() == tags.clamp(min=0).flatten()).float()
            @ F.one_hot(tags.clamp(min=0).flatten(), n_tags).float()
        )
        / truth,
        "These are counts. Divide by how many words truly have the tag.": hits.float(),
        "These are the shares of WRONG words.": 1 - right,
        "This is the share of each tag among the words, not an accuracy.": truth / real.sum(),
        "For each tag, all places that are 'not this tag' count as right, too. Look only at words that truly have "
        "it.": torch.stack([((best == k) == (tags == k))[real].float().mean() for k in range(n_tags)]),
    }


@check("08_pos_tagging.accuracy", points=1)
def per_tag(student, draw):
    logits, tags, right, mistakes = clear(draw, per_tag_and_mistakes, absent=True)
    n_tags = logits.shape[-1]
    shown = torch.cat([logits, logits[..., :1] - 9], -1)  # one further tag, the last, which no word has
    present = ~right.isnan()
    for scored, n in ((logits, n_tags), (shown, n_tags + 1)):
        reply = student.run(per_tag_probe, logits=scored, tags=tags)
        found = reply.tensor("per_tag")
        expect(
            not reply.flag("changed"),
            "accuracy_per_tag changes the tensors that it is given. Work on a copy.",
        )
        expect(
            list(found.shape) != [int(present.sum())],
            "The tags that no word has are left out, so the places of the others slip. Asked is nan there.",
        )
        expect(
            found.dim() != 1 or len(found) >= n,
            "There are fewer numbers than tags: is a minlength of n_tags missing?",
        )
        expect_shape(found, [n], "one place for each tag, also for absent ones.")
        expect(found.is_floating_point(), "Accuracies are floats.")
        expect_close(
            found[:n_tags][present].nan_to_num(-7.0, posinf=9.0),  # nan equals nothing
            right[present],
            "The accuracies differ: of the words whose true tag is k, the share that was tagged k.",
            mistakes={
                said: wrong[present].nan_to_num(-7.0, posinf=9.0).float() for said, wrong in mistakes.items()
            },
            atol=1e-4,
        )
        absent = torch.cat([found[:n_tags][~present], found[n_tags:]])
        expect(
            not (absent == 0).any(),
            "A tag that no word has gets 0, as if all its words were wrong. Asked is nan.",
        )
        expect(not (absent == 1).any(), "A tag that no word has gets 1. Asked is nan: nothing was measured.")
        expect(bool(absent.isnan().all()), "A tag that no word has must get nan: nothing was measured.")


# 8.6 ------------------------------------------------------------------------------------------


def loop_probe(names, table, weight, words, tags, lengths, smooth, steps, lr):
    """Train a small model of the grader with the student's loop; return its parameters and the losses."""

    class Small(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.table = torch.nn.Parameter(table.clone())
            self.weight = torch.nn.Parameter(weight.clone())
            self.modes, self.given = [], True

        def forward(self, x, n):
            self.modes.append(self.training)
            self.given = self.given and torch.equal(x, words) and torch.equal(n, lengths)
            return self.table[x].tanh() @ self.weight

    def loss_function(logits, wanted):
        return torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), wanted.flatten(), ignore_index=-100, label_smoothing=smooth.item()
        )

    model = Small().eval()
    options = {} if lr is None else {"lr": lr}
    batch = (words.clone(), tags.clone(), lengths.clone())
    losses = names["train_tagger"](model, batch, loss_function, steps, **options)
    reply = {"table": model.table, "weight": model.weight, "given": model.given, "calls": len(model.modes)}
    reply["training"] = all(model.modes)
    reply["kind"] = type(losses).__name__
    if isinstance(losses, (list, tuple)):
        reply["kind"] = "list" if all(type(x) is float for x in losses) else "list of others"
        if losses and reply["kind"] == "list":
            reply["losses"] = torch.tensor(losses, dtype=torch.float64)
    return reply


def trained_by_hand(
    table, weight, words, tags, smooth, steps, lr, kind="Adam", zero=True, renew=False, sign=1, own=False
):
    """Return (table, weight, losses) after the loop, or after the loop with one mistake in it."""
    parts = [table.clone().requires_grad_(), weight.clone().requires_grad_()]
    make = getattr(torch.optim, kind)
    optimizer, losses = make(parts, lr=lr), []
    for _ in range(steps):
        if renew:
            optimizer = make(parts, lr=lr)
        logits = parts[0][words].tanh() @ parts[1]
        options = {} if own else {"label_smoothing": smooth}
        loss = F.cross_entropy(logits.flatten(0, 1), tags.flatten(), ignore_index=IGNORE, **options)
        if zero:
            optimizer.zero_grad()
        (sign * loss).backward()
        optimizer.step()
        losses.append(loss.item())
    return parts[0].detach(), parts[1].detach(), torch.tensor(losses, dtype=torch.float64)


@check("08_pos_tagging.toy", points=2)
def loop(student, draw):
    vocab, width, n_tags = draw.size(6, 9), draw.size(3, 5), draw.size(3, 5)
    table, weight = draw.normal(vocab, width).double(), draw.normal(width, n_tags).double()
    lengths = torch.tensor([draw.size(2, 4), 5, draw.size(1, 3)])
    real = torch.arange(5) < lengths[:, None]
    words = draw.integers(2, vocab - 1, 3, 5).masked_fill(~real, PAD)
    tags = draw.integers(0, n_tags - 1, 3, 5).masked_fill(~real, IGNORE)
    smooth = draw.size(10, 40) / 100
    for steps, lr in ((draw.size(4, 6), draw.size(3, 9) / 100), (2, None)):
        reply = student.run(
            loop_probe,
            table=table,
            weight=weight,
            words=words,
            tags=tags,
            lengths=lengths,
            smooth=torch.tensor(smooth),
            steps=steps,
            lr=lr,
        )

        def by_hand(steps=steps, lr=lr, **mistake):
            return trained_by_hand(table, weight, words, tags, smooth, steps, lr or 0.01, **mistake)

        right = by_hand()
        kind = reply.text("kind")
        expect(kind != "NoneType", "train_tagger returns None: return the list of losses.")
        expect(
            kind != "list of others",
            "The losses must be Python floats: a tensor keeps its whole graph alive.",
        )
        expect(kind == "list", f"Return a list of the losses, not {kind[:30]}.")
        expect(reply.flag("given"), "Call model(words, lengths) with the whole batch, in this order.")
        expect(
            reply.flag("training"),
            "The model came in evaluation mode and stayed in it. Call model.train() before the first step.",
        )
        found = torch.cat([reply.tensor("table").flatten(), reply.tensor("weight").flatten()])

        def flat(result):
            return torch.cat([result[0].flatten(), result[1].flatten()])

        expect(
            reply.number("calls") != 1 or steps == 1, "The model is called once. Every step needs new logits."
        )
        parts = flat(right)
        agrees = found.shape == parts.shape and torch.allclose(found.double(), parts, rtol=1e-5, atol=1e-7)
        mistakes = (
            {}
            if agrees
            else {
                "The model has not changed: is optimizer.step() missing, or a copy trained?": torch.cat(
                    [table.flatten(), weight.flatten()]
                ),
                "Gradients of earlier steps add up: where is zero_grad()?": flat(by_hand(zero=False)),
                "This is plain SGD. Asked is Adam.": flat(by_hand(kind="SGD")),
                "This is AdamW, which also shrinks the weights. Asked is Adam.": flat(by_hand(kind="AdamW")),
                "There is a new optimizer in every step, and Adam forgets what it has measured. Make one.": flat(
                    by_hand(renew=True)
                ),
                "One step too few is taken.": flat(by_hand(steps=steps - 1)),
                "One step too many is taken.": flat(by_hand(steps=steps + 1)),
                "Only one step is taken: is something in the loop that should be before or after it?": flat(
                    by_hand(steps=1)
                ),
                "The loss grows: the sign is wrong.": flat(by_hand(sign=-1)),
                "The loop computes a loss of its own. Use the loss_function that is passed in.": flat(
                    by_hand(own=True)
                ),
                "The number of steps is fixed: use the argument steps.": flat(by_hand(steps=10)),
                "The learning rate is not the one that is passed in. (0.01 is the default only.)": flat(
                    by_hand(lr=0.01)
                ),
                "The learning rate is 0.001, Adam's own default: pass lr on.": flat(by_hand(lr=0.001)),
            }
        )
        if lr is None or steps - 1 == 1:
            mistakes = {
                k: v
                for k, v in mistakes.items()
                if not k.startswith("The learning rate is not") and "Only one step" not in k
            }
        expect_close(
            found,
            parts,
            f"After {steps} steps of Adam the parameters differ: is one optimizer made for all parameters, and each "
            "step zero_grad, backward, step?",
            mistakes=mistakes,
            rtol=1e-5,
            atol=1e-7,
        )
        losses = reply.tensor("losses")
        expect_shape(losses, [steps], "one loss for each step.")
        after = by_hand(steps=steps + 1)[2][1:]
        expect_close(
            losses,
            right[2],
            "The losses differ from what loss_function gave before each step.",
            mistakes={
                "Each loss is measured after its step. Asked is before.": after,
                "Every loss is the last one.": right[2][-1].expand(steps),
                "The losses are running sums.": right[2].cumsum(0),
                "The losses are running means.": right[2].cumsum(0) / torch.arange(1, steps + 1),
            },
            rtol=1e-5,
            atol=1e-7,
        )


def learned_probe(names, words, tags, lengths, vocab, n_tags):
    """Train a small LSTM of the grader on two sentences with the student's loop; return what it then says."""

    class Tagger(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embedding = torch.nn.Embedding(vocab, 8)
            self.lstm = torch.nn.LSTM(8, 8, batch_first=True)
            self.out = torch.nn.Linear(8, n_tags)

        def forward(self, words, lengths):
            return self.out(self.lstm(self.embedding(words))[0])

    def loss_function(logits, wanted):
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=-100)

    model = Tagger().to(words.device)
    start = {name: p.detach().clone() for name, p in model.named_parameters()}
    names["train_tagger"](model, (words, tags, lengths), loss_function, 20, lr=0.15)
    still = sum(torch.equal(p, start[name]) for name, p in model.named_parameters())
    model.eval()
    with torch.no_grad():
        said = model(words.flip(0), lengths.flip(0)).argmax(-1).flip(0)
    return {"said": said, "still": still}


@check("08_pos_tagging.toy", points=1)
def by_heart(student, draw):
    numbers = torch.tensor([n + 2 for n in draw.sizes(8, 0, 9)])
    kinds = torch.tensor(draw.sizes(3, 0, 2))
    #        the dog ate the apple | everybody read that book
    words = numbers[torch.tensor([[0, 1, 2, 0, 3], [4, 5, 6, 7, 7]])]
    tags = kinds[torch.tensor([[0, 1, 2, 0, 1], [1, 2, 0, 1, 1]])]
    words[1, 4], tags[1, 4] = PAD, IGNORE
    lengths = torch.tensor([5, 4])
    reply = student.run(learned_probe, words=words, tags=tags, lengths=lengths, vocab=12, n_tags=3)
    said, still = reply.tensor("said"), reply.number("still")
    expect_shape(said, [2, 5], "the grader's own model returns one tag a word.")
    expect(
        still < 7,
        "20 steps on the two sentences, and the model is as it was. Does the optimizer step, and on this model?",
    )
    expect(
        still == 0,
        f"{still} of the model's 7 parameters were never changed. Give the optimizer all of model.parameters().",
    )
    real = tags != IGNORE
    wrong = int((said != tags)[real].sum())
    expect(
        wrong == 0,
        f"After 20 steps on two sentences, {wrong} of 9 words are still tagged wrongly: the loop does not "
        "learn. Are steps, lr and the sign of the loss right, and are old gradients cleared?",
    )


# 8.7 ------------------------------------------------------------------------------------------


def trained_probe(names, text, toy):
    """Return the tags that the trained models give to the words of these sentences, batch by batch."""
    import json

    def tags_of(model, sentences, word_index, tag_index):
        at = {number: tag for tag, number in tag_index.items()}
        device = next(model.parameters()).device
        lengths = torch.tensor([len(words) for words in sentences])
        rows = torch.zeros(len(sentences), int(lengths.max()), dtype=torch.int64)
        for row, words in zip(rows, sentences, strict=True):
            row[: len(words)] = torch.tensor([word_index.get(w.lower(), word_index["<unk>"]) for w in words])
        with torch.no_grad():
            said = model.eval()(rows.to(device), lengths).argmax(-1).tolist()
        return [[at.get(k, "?") for k in row[:n]] for row, n in zip(said, lengths.tolist(), strict=True)]

    toy = tags_of(names["toy_model"], json.loads(toy), names["toy_words"], names["toy_tags"])
    batches = json.loads(text)
    said = [tags_of(names["tagger"], batch, names["word_index"], names["tag_index"]) for batch in batches]
    return {"toy": json.dumps(toy), "said": json.dumps(said)}


def held_out_sentences():
    """Return the grader's own sentences: (words, tags) pairs."""
    lines = HELD_OUT.read_text(encoding="utf-8").splitlines()
    split = [[token.rsplit("/", 1) for token in line.split()] for line in lines]
    return [([w for w, _ in tokens], [t for _, t in tokens]) for tokens in split]


def most_frequent_tags():
    """Return word → its most frequent tag in the course's training sentences."""
    from course.data import tagged_sentences

    counts = {}
    for words, tags in tagged_sentences("train"):
        for word, tag in zip(words, tags, strict=True):
            counts.setdefault(word.lower(), Counter())[tag] += 1
    return {word: tags.most_common(1)[0][0] for word, tags in counts.items()}


@check("08_pos_tagging.trained", points=1, seconds=30)
def new_sentences(student, draw):
    pairs = shuffled(draw, held_out_sentences())
    sentences = [words for words, _ in pairs]
    cut = draw.size(12, 20)
    batches = [sentences[:cut], sentences[cut:], sentences]
    toy = [words.split() for words in ("The dog ate the apple", "Everybody read that book")]
    toy_tags = [tags.split() for tags in ("DET NN V DET NN", "NN V DET NN")]
    reply = student.run(trained_probe, text=json.dumps(batches), toy=json.dumps(toy))
    expect(
        json.loads(reply.text("toy")) == toy_tags,
        "The toy model does not tag its two sentences as DET NN V DET NN and NN V DET NN. Was it trained?",
    )
    first, second, whole = json.loads(reply.text("said"))
    said = [tag for row in first + second for tag in row]
    again = [tag for row in whole for tag in row]
    truth = [tag for _, tags in pairs for tag in tags]
    flat = [word.lower() for words in sentences for word in words]
    expect(len(said) == len(truth), "tagger does not give one tag to each word.")
    usual = most_frequent_tags()
    baseline = sum(usual.get(w, "NOUN") == t for w, t in zip(flat, truth, strict=True)) / len(truth)
    found = sum(a == b for a, b in zip(said, truth, strict=True)) / len(truth)
    expect(
        sum(a != b for a, b in zip(said, again, strict=True)) <= 1,
        "The same sentence gets other tags in another batch: is the padding read?",
    )
    expect(
        found > baseline,
        f"On new sentences, {found:.0%} of the words are tagged correctly; the baseline, each word's most frequent "
        f"tag, has {baseline:.0%}. Has the tagger been trained, and on the right tags?",
    )
