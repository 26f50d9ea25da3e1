"""Exercise 7.2: Collate."""

import json

import torch
from torch.nn.utils.rnn import pad_sequence

from autograder.check import check
from autograder.checks.lab07.common import ODD_TEXTS, own_loaders, small_pipeline, tokens_of
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_dtype, expect_shape

FEATURES = 96


def collate_probe(names, table, texts, sizes, targets):
    """Let the student's Collate read batches; return what became of the pipeline, and the first batch."""
    notes = {"loads": 0, "direct": 0}
    rows = table.cpu().numpy()
    pipeline, other = small_pipeline(rows), small_pipeline(rows[::-1].copy())

    def load(*arguments, **options):
        notes["loads"] += 1
        return pipeline

    def direct(*arguments, **options):
        notes["direct"] += 1
        return pipeline

    kind = names["Collate"]
    pairs = [(text, targets[i].clone()) for i, text in enumerate(texts.split("\n"))]
    ends = torch.tensor(sizes.tolist()).cumsum(0).tolist()
    batches = [pairs[end - size : end] for size, end in zip(sizes.tolist(), ends, strict=True)]
    with own_loaders(kind, direct):
        collate = kind(load)
        reply = {"loads_first": notes["loads"]}
        answers = [collate(batch) for batch in batches]
        reply |= {"loads": notes["loads"], "direct": notes["direct"], "called": pipeline.called}
        reply |= {"piped": len(pipeline.piped), "texts": sum(pipeline.piped)}
        second = kind(lambda *a, **o: other)(batches[0])  # another pipeline
        again = collate(batches[0])
    if not all(isinstance(answer, (tuple, list)) and len(answer) == 3 for answer in answers):
        return {"kind": type(answers[0]).__name__}
    padded, lengths, targets = answers[0]
    reply |= {
        "kind": "",
        "again": again[0],
        "second": second[0],
        "cpu": str(getattr(lengths, "device", "")) == "cpu",
    }
    return reply | {"padded": padded, "lengths": lengths, "targets": targets}


def call_collate(names, kept, table, texts, targets):
    import json

    key, pipeline, kind = tuple(table[:, 0].tolist()), small_pipeline(table.cpu().numpy()), names["Collate"]
    pairs = [(text, target) for text, target in zip(json.loads(texts), targets, strict=True)]
    given = list(pairs)
    with own_loaders(kind, lambda *a, **o: pipeline):
        if key not in kept:
            kept[key] = kind(lambda *a, **o: pipeline), pipeline
        try:
            answer = kept[key][0](pairs)
        except Exception as error:
            if all(text.split() for text, _ in given):
                raise
            hint = "A batch with an empty text, or one without a token, fails: give it one vector of zeros."
            raise RuntimeError(f"{error} ({hint})") from error
    same = len(pairs) == len(given) and all(a is b for a, b in zip(pairs, given, strict=False))
    return *answer, same, set(kept[key][1].sent) <= {text for text, _ in given}


def drawn_texts(draw, lengths):
    """Return a table of vectors and texts of these lengths; the words name rows of the table."""
    table = draw.normal(sum(lengths) + 1, FEATURES)
    texts, first = [], 0
    for n in lengths:
        texts.append(" ".join(f"w{i}" for i in range(first, first + n)))
        first += n
    return table, texts


def right_batch(table, texts):
    """Return the padded vectors and the lengths of these texts."""
    vectors = [[sign * table[row % len(table)] for _, row, sign in tokens_of(text)] for text in texts]
    vectors = [torch.stack(v) if v else torch.zeros(1, FEATURES) for v in vectors]
    return pad_sequence(vectors, batch_first=True), torch.tensor([len(v) for v in vectors])


def collated(table, texts, targets):
    return *right_batch(table, json.loads(texts)), targets, True, True


PARTS = (
    "padded (one vector for each token of each text, as it was given, zeros at the end)",
    "lengths (the number of vectors of each text; a text without a token has one, of zeros)",
    "targets",
    "the batch that was given (your object changed it): it",
    "the texts that pipe gets (send them as they are, an empty one too: in place of it a space would be a token): it",
)


def collate_cases(draw):
    """Return batches by what they show."""
    table, other = draw.normal(40, FEATURES), draw.normal(40, FEATURES)
    table[3] = other[3] = 0

    def words(count, first=4):
        return " ".join(f"w{first + i % 30}" for i in range(count))

    def drawn(*texts, table=table):
        return {"table": table, "texts": json.dumps(texts), "targets": draw.integers(0, 9, len(texts))}

    return {
        "With some texts": drawn(words(3), words(6), words(1, 9)),
        "With another pipeline": drawn(words(3), words(6), words(1, 9), table=other),
        "With an empty text (its length is 1: one vector of zeros)": drawn(words(2), "", words(5, 8)),
        "With a text of two spaces (no token: one vector of zeros)": drawn("  ", words(4)),
        "With a text of one tab (this pipeline makes a token of it: look at its vectors, not at the text)": drawn(
            "\t", words(4)
        ),
        "With an empty text alone": drawn(""),
        "With a text that comes twice": drawn(words(4), words(2), words(4)),
        "With odd texts (spaces, tags, capitals)": drawn(*ODD_TEXTS),
        "With a token whose vector is zeros, at the end": drawn("w5 w3 w6 w3", "w7 w3", "w3"),
        "With one text": drawn(words(7)),
        "With texts of 70 and 140 tokens": drawn(words(70), words(140)),
    }


STALE = (
    "load was not called for a new Collate. Call it in __init__; keep the pipeline in self, not in the class."
)


@check("07_ag_news.collate", points=1.5)
def pipeline(student, draw):
    """The pipeline is loaded once, by `load`, and each batch goes through one `pipe`; objects do not share it."""
    sizes = draw.sizes(3, 2, 5)
    lengths = [draw.size(1, 6) for _ in range(sum(sizes))]
    table, texts = drawn_texts(draw, lengths)
    goals = draw.integers(0, 3, len(texts))
    reply = student.run(
        collate_probe, table=table, texts="\n".join(texts), sizes=torch.tensor(sizes), targets=goals
    )
    expect(not reply.text("kind"), "Called with a batch, the object must return (padded, lengths, targets).")
    loads = reply.number("loads_first")
    expect(
        reply.number("direct") == 0,
        "Your class loads a pipeline of its own. Use the function `load` that it is given.",
    )
    expect(loads + reply.number("loads") > 0, STALE)
    every = reply.number("loads")
    expect(
        not (loads == 0 and every > 1) and not (loads and every >= loads + len(sizes)),
        "The pipeline is loaded again for every batch. Load it once, in __init__, and keep it in self.",
    )
    expect(loads > 0, "load is not called in __init__. Call it there, once, and keep what it returns.")
    expect(loads == 1 and every == 1, "load is called more than once.")
    expect(
        reply.number("called") == 0,
        "You read the texts one by one, with nlp(text). Give all texts of a batch to nlp.pipe.",
    )
    piped, read = reply.number("piped"), reply.number("texts")
    expect(
        piped < len(texts),
        "pipe is called for every text. Give it all texts of a batch at once, as one list.",
    )
    expect(
        read <= len(texts), "The texts are read more than once: call pipe once a batch, and keep its docs."
    )
    expect(
        piped == len(sizes), f"{piped} calls of pipe for {len(sizes)} batches: one for each batch, please."
    )
    again, padded = reply.tensor("again"), reply.tensor("padded")
    expect(
        again.shape == padded.shape and torch.allclose(again, padded),
        "The same batch gives other numbers the second time: something of earlier batches is kept.",
    )
    expect(
        not torch.equal(reply.tensor("second"), right_batch(table, texts[: sizes[0]])[0]),
        "A second Collate uses the pipeline of the first one. Call load in __init__; keep the pipeline in self, not in the class.",
    )


def judge_batch(reply, table, texts, goals):
    """Compare the first batch with the right one, with names for the usual other batches."""
    wanted, lengths = right_batch(table, texts)
    padded, found = reply.tensor("padded"), reply.tensor("lengths")
    n, longest = len(texts), wanted.shape[1]
    expect(
        list(padded.shape) != [n, FEATURES],
        "One vector per text. The LSTM reads words: make one vector per token.",
    )
    expect(
        list(padded.shape) != [longest, n, FEATURES] or n == longest,
        f"Shape {list(padded.shape)}: time comes first. The task asks for [batch, longest, 96]: batch_first=True.",
    )
    raw = [len(text.split()) for text in texts]
    expect_shape(padded, [n, longest, FEATURES], "[batch, longest, 96].")
    expect_dtype(padded, torch.float32, "the vectors are float32, as spaCy makes them.")
    order = sorted(range(n), key=lambda i: -len(texts[i].split()))
    front = torch.zeros_like(wanted)
    for i, size in enumerate(lengths.tolist()):
        front[i, longest - size :] = wanted[i, :size]
    repeated = wanted.clone()
    for i, size in enumerate(lengths.tolist()):
        repeated[i, size:] = wanted[i, size - 1]
    means = torch.stack([w[:s].mean(0) for w, s in zip(wanted, lengths.tolist(), strict=True)])
    mistakes = {
        "The texts are in another order than in the batch: do not sort here.": wanted[order],
        "The padding stands before the words. Fill up at the end.": front,
        "The padding repeats the last word. Fill up with zeros.": repeated,
        "Every token has the mean vector of its text. Take the token's own vector.": (
            means[:, None] * (torch.arange(longest) < lengths[:, None])[..., None]
        ),
        "The words of each text come backwards.": torch.stack(
            [
                torch.cat([w[:s].flip(0), w[s:]])
                for w, s in zip(wanted, torch.tensor(raw).clamp(min=1).tolist(), strict=True)
            ]
        ),
    }
    inside = torch.arange(longest) < lengths[:, None]
    expect(
        not torch.allclose(padded[inside], wanted[inside]) or torch.allclose(padded, wanted),
        "The padding must be zeros."
        if not torch.allclose(padded, repeated)
        else "The padding repeats the last word. Fill up with zeros.",
    )
    expect_close(padded, wanted, "An item's vectors differ from those of its tokens.", mistakes=mistakes)
    expect(
        list(found.shape) == [n],
        f"The lengths have shape {list(found.shape)}, expected [{n}]: one for each text.",
    )
    expect_dtype(found, torch.int64, "lengths are whole numbers: int64.")
    characters = torch.tensor([len(text) for text in texts])
    expect_close(
        found,
        lengths,
        "The lengths differ: how many vectors has each text?",
        mistakes={
            "All lengths are the longest one: you took them after padding. The LSTM would read the padding.": (
                torch.full_like(lengths, longest)
            ),
            "The lengths count characters. Count tokens.": characters,
            "The lengths are one too small.": lengths - 1,
            "The lengths are sorted. Keep the order of the batch.": lengths.sort(descending=True).values,
        },
    )
    expect(reply.flag("cpu"), "The lengths must be on the CPU: packing wants them there.")
    labels = reply.tensor("targets")
    expect(list(labels.shape) != [n, 1], "The targets have shape [batch, 1], expected [batch].")
    expect_shape(labels, [n], "one target for each text.")
    expect_dtype(labels, torch.int64, "targets are classes. cross_entropy takes them as int64.")
    expect(torch.equal(labels, goals), "The targets are not those of the batch, in its order.")


@check("07_ag_news.collate", points=2.5)
def batch(student, draw):
    """Vectors, lengths and targets of batches of every form; texts without a token have one vector of zeros."""
    while True:
        lengths = [draw.size(1, 7) for _ in range(draw.size(4, 6))]
        if lengths != sorted(lengths, reverse=True) and len(set(lengths)) > 2 and max(lengths) > 3:
            break
    lengths[lengths.index(max(lengths))] += 2  # longer than there are texts
    table, texts = drawn_texts(draw, lengths)
    goals = draw.integers(0, 9, len(texts))
    goals[:2] = torch.tensor([9, 0])
    sizes = torch.tensor([len(lengths)])
    reply = student.run(collate_probe, table=table, texts="\n".join(texts), sizes=sizes, targets=goals)
    hint = "Called with a batch, the object must return three tensors: (padded, lengths, targets)."
    expect(not reply.text("kind"), hint)
    expect(reply.number("loads") + reply.number("direct") > 0, STALE)
    judge_batch(reply, table, texts, goals)
    drawn = collate_cases(draw)
    keeps_promises(
        student, call_collate, [*drawn.values()], collated, results=PARTS, axes=("text", "token", "number"),
        notes=tuple(drawn), device=False,
    )  # fmt: skip
