"""Exercise 7.2: Collate."""

import json
from functools import partial

import torch
from torch.nn.utils.rnn import pad_sequence

from autograder.check import check, travels
from autograder.checks.lab07.common import ODD_TEXTS, own_loaders, small_pipeline, tokens_of
from autograder.checks.shared import amiss
from autograder.contracts import keeps_promises
from autograder.expect import agree, expect_each

FEATURES = 96


@travels
def three_of(answer, pipeline):
    """Return the three things that an object returned which was made to load this pipeline."""
    if not isinstance(answer, (tuple, list)) or len(answer) != 3:
        amiss("Called with a batch, the object must return three tensors: (padded, lengths, targets).")
    if not pipeline.loads + pipeline.own:
        hint = "Call it in __init__; keep the pipeline in self, not in the class."
        amiss(f"load was not called for a new Collate. {hint}")
    return answer


def pipeline_probe(names, table, batches):
    """Let the student's Collate read batches; return what became of the pipeline, and the first batch."""
    import json

    rows, kind = table.cpu().numpy(), names["Collate"]
    pipeline, other = small_pipeline(rows), small_pipeline(rows[::-1].copy())
    batches = [[(text, torch.tensor(i)) for i, text in enumerate(batch)] for batch in json.loads(batches)]
    with own_loaders(kind, pipeline.load_own):
        collate = kind(pipeline.load)
        first = pipeline.loads
        padded, *_ = [three_of(collate(batch), pipeline)[0] for batch in batches]
        counts = {"loads": pipeline.loads, "own": pipeline.own, "called": pipeline.called}
        counts |= {"loads first": first, "piped": len(pipeline.piped), "texts": sum(pipeline.piped)}
        second = kind(other.load)(batches[0])[0]
        return counts | {"padded": padded, "second": second, "again": collate(batches[0])[0]}


def call_collate(names, kept, table, texts, targets):
    import json

    key, kind = tuple(table[:, 0].tolist()), names["Collate"]
    pairs = [*zip(json.loads(texts), targets, strict=True)]
    given, pipeline = list(pairs), kept.setdefault(key, small_pipeline(table.cpu().numpy()))
    with own_loaders(kind, pipeline.load_own):
        if (key, "made") not in kept:
            kept[key, "made"] = kind(pipeline.load)
        try:
            answer = kept[key, "made"](pairs)
        except Exception as error:
            if all(text.split() for text, _ in given):
                raise
            hint = "A batch with an empty text, or one without a token, fails: give it one vector of zeros."
            raise RuntimeError(f"{error} ({hint})") from error
    padded, lengths, targets = three_of(answer, pipeline)
    on_cpu = str(getattr(lengths, "device", "")) == "cpu"
    same, sent = [*map(id, pairs)] == [*map(id, given)], set(pipeline.sent) <= {text for text, _ in given}
    return padded, lengths, targets, on_cpu, same, sent


def right_batch(table, texts):
    """Return the padded vectors and the lengths of these texts."""
    vectors = [[sign * table[row % len(table)] for _, row, sign in tokens_of(text)] for text in texts]
    vectors = [torch.stack(v) if v else torch.zeros(1, FEATURES) for v in vectors]
    return pad_sequence(vectors, batch_first=True), torch.tensor([len(v) for v in vectors])


def collated(table, texts, targets):
    return *right_batch(table, json.loads(texts)), targets, True, True, True


def mistakes_of(table, texts, targets):
    """Return hint → what a known mistake makes of padded, of lengths, or of the targets."""
    padded, lengths = right_batch(table, json.loads(texts))
    (n, longest, _), shape = padded.shape, partial(torch.empty, device="meta")
    rows, inside = [*zip(padded, lengths.tolist(), strict=True)], torch.arange(longest) < lengths[:, None]
    means = torch.stack([row[:size].mean(0) for row, size in rows])[:, None].expand_as(padded)
    known = {
        "One vector per text. The LSTM reads words: make one vector per token.": shape(n, FEATURES),
        f"Shape {[longest, n, FEATURES]}: time comes first. The task asks for [batch, longest, 96]: batch_first=True.": shape(longest, n, FEATURES),
        "The texts are in another order than in the batch: do not sort here.": padded[lengths.argsort(descending=True, stable=True)],
        "The padding stands before the words. Fill up at the end.": torch.stack([row.roll(-size, 0) for row, size in rows]),
        "The padding repeats the last word. Fill up with zeros.": torch.stack([row[torch.arange(longest).clamp(max=size - 1)] for row, size in rows]),
        "The padding must be zeros.": padded.masked_fill(~inside[..., None], 1.0),
        "Every token has the mean vector of its text. Take the token's own vector.": means * inside[..., None],
        "The words of each text come backwards.": torch.stack([torch.cat([row[:size].flip(0), row[size:]]) for row, size in rows]),
    }  # fmt: skip
    counts = {
        "All lengths are the longest one: you took them after padding. The LSTM would read the padding.": 0 * lengths + longest,
        "The lengths count characters. Count tokens.": torch.tensor([len(text) for text in json.loads(texts)]),
        "The lengths are one too small.": lengths - 1,
        "The lengths are sorted. Keep the order of the batch.": lengths.sort(descending=True).values,
    }  # fmt: skip
    known |= {hint: (padded, count) for hint, count in counts.items()}
    return known | {"The targets have shape [batch, 1], expected [batch].": (padded, lengths, shape(n, 1))}


def words(count, first=4):
    """Return a text of so many tokens."""
    return " ".join(f"w{first + i % 30}" for i in range(count))


@check("07_ag_news.collate", points=1.5)
def pipeline(student, draw):
    """The pipeline is loaded once, by `load`, and each batch goes through one `pipe`; objects do not share it."""
    table, sizes = draw.normal(150, FEATURES), draw.sizes(3, 2, 5)
    batches = [[words(draw.size(1, 6), 35 * n + 7 * i) for i in range(size)] for n, size in enumerate(sizes)]
    reply = student.run(pipeline_probe, table=table, batches=json.dumps(batches))
    loads, every, piped = (reply.number(name) for name in ("loads first", "loads", "piped"))
    padded, again, second = (reply.tensor(name) for name in ("padded", "again", "second"))
    other = right_batch(table, batches[0])[0]
    expect_each({
        "Your class loads a pipeline of its own. Use the function `load` that it is given.": reply.number("own") == 0,
        "The pipeline is loaded again for every batch. Load it once, in __init__, and keep it in self.": every < (loads + len(sizes) if loads else 2),
        "load is not called in __init__. Call it there, once, and keep what it returns.": loads > 0,
        "load is called more than once.": loads == 1 and every == 1,
        "You read the texts one by one, with nlp(text). Give all texts of a batch to nlp.pipe.": reply.number("called") == 0,
        "pipe is called for every text. Give it all texts of a batch at once, as one list.": piped < sum(sizes),
        "The texts are read more than once: call pipe once a batch, and keep its docs.": reply.number("texts") <= sum(sizes),
        f"{piped} calls of pipe for {len(sizes)} batches: one for each batch, please.": piped == len(sizes),
        "The same batch gives other numbers the second time: something of earlier batches is kept.": agree(again, padded, 1e-5, 1e-8),
        "A second Collate uses the pipeline of the first one. Call load in __init__; keep the pipeline in self, not in the class.": not agree(second, other, 0, 0),
    })  # fmt: skip


@check("07_ag_news.collate", points=2.5)
def batch(student, draw):
    """Vectors, lengths and targets of batches of every form; texts without a token have one vector of zeros."""
    table, other = draw.normal(40, FEATURES), draw.normal(40, FEATURES)
    table[3] = other[3] = 0
    # all are different, and the longest, which is neither first nor last, is longer than there are texts
    n = draw.size(4, 6)
    lengths = draw.sizes(n - 1, 1, 7)
    lengths.insert(1, n + 4)
    some = [words(count, 4 + 5 * i) for i, count in enumerate(lengths)]

    def drawn(*texts, table=table):
        return {"table": table, "texts": json.dumps(texts), "targets": draw.integers(0, 9, len(texts))}

    cases = {
        "With some texts": drawn(*some),
        "With another pipeline": drawn(*some, table=other),
        "With three texts": drawn(words(3), words(6), words(1, 9)),
        "With an empty text (its length is 1: one vector of zeros)": drawn(words(2), "", words(5, 8)),
        "With a text of two spaces (no token: one vector of zeros)": drawn("  ", words(4)),
        "With a text of one tab (this pipeline makes a token of it: look at its vectors, not at the text)": drawn("\t", words(4)),
        "With an empty text alone": drawn(""),
        "With a text that comes twice": drawn(words(4), words(2), words(4)),
        "With odd texts (spaces, tags, capitals)": drawn(*ODD_TEXTS),
        "With a token whose vector is zeros, at the end": drawn("w5 w3 w6 w3", "w7 w3", "w3"),
        "With one text": drawn(words(7)),
        "With texts of 70 and 140 tokens": drawn(words(70), words(140)),
    }  # fmt: skip
    results = (
        "padded (one vector for each token of each text, as it was given, zeros at the end: [batch, longest, 96], float32 as spaCy makes them)",
        "lengths (the number of vectors of each text; a text without a token has one, of zeros)",
        "targets (one for each text, those of the batch, in its order: int64, as cross_entropy takes classes)",
        "the place of the lengths (they must be on the CPU: packing wants them there): it",
        "the batch that was given (your object changed it): it",
        "the texts that pipe gets (send them as they are, an empty one too: in place of it a space would be a token): it",
    )
    keeps_promises(
        student, call_collate, [*cases.values()], collated, results=results, axes=("text", "token", "number"),
        notes=tuple(cases), mistakes=mistakes_of, device=False,
    )  # fmt: skip
