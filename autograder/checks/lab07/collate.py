"""Exercise 7.2: Collate."""

import torch
from torch.nn.utils.rnn import pad_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

FEATURES = 96


def collate_probe(names, table, texts, sizes, targets):
    """Let the student's Collate read batches through a small pipeline that takes notes."""
    from contextlib import nullcontext

    import numpy as np

    class Token:
        def __init__(self, text, vector, i):
            self.text, self.vector, self.i = text, vector, i
            self.has_vector, self.is_space, self.is_punct = True, False, False
            self.orth_ = self.lower_ = self.norm_ = text

        def __len__(self):
            return len(self.text)

    class Doc:
        def __init__(self, text, rows):
            self.text = text
            words = text.split()
            self.tensor = np.stack([rows[int(w[1:])] for w in words]) if words else rows[:0].copy()
            self.tokens = [Token(w, self.tensor[i], i) for i, w in enumerate(words)]
            self.has_vector = bool(words)

        @property
        def vector(self):
            return self.tensor.mean(0) if len(self.tokens) else np.zeros(self.tensor.shape[1], np.float32)

        def __len__(self):
            return len(self.tokens)

        def __iter__(self):
            return iter(self.tokens)

        def __getitem__(self, i):
            return self.tokens[i]

    class Pipeline:
        pipe_names = ("tok2vec",)

        def __init__(self, rows):
            self.rows, self.called, self.piped = rows, 0, []

        def __call__(self, text, **options):
            self.called += 1
            return Doc(text, self.rows)

        def pipe(self, texts, as_tuples=False, **options):
            if isinstance(texts, str):
                raise TypeError("pipe takes a list of texts, not one text")
            texts = list(texts)
            self.piped.append(len(texts))
            if as_tuples:
                return ((Doc(text, self.rows), context) for text, context in texts)
            return (Doc(text, self.rows) for text in texts)

        def select_pipes(self, **options):
            return nullcontext()

        def disable_pipes(self, *names):
            return nullcontext()

    notes = {"loads": 0, "direct": 0}
    rows = table.cpu().numpy()
    pipeline, other = Pipeline(rows), Pipeline(rows[::-1].copy())

    def load(*arguments, **options):
        notes["loads"] += 1
        return pipeline

    def direct(*arguments, **options):
        notes["direct"] += 1
        return pipeline

    kind = names["Collate"]
    scope = getattr(vars(kind).get("__call__"), "__globals__", {}) if isinstance(kind, type) else {}
    held = {name: scope[name] for name in ("load_english", "load_fast") if name in scope}
    texts, sizes = texts.split("\n"), sizes.tolist()
    batches, start = [], 0
    for size in sizes:
        batches.append([(texts[i], targets[i].clone()) for i in range(start, start + size)])
        start += size
    reply = {"kind": "", "broken": "", "error": "", "direct": 0, "loads": 0}
    try:
        scope.update({name: direct for name in held})
        collate = kind(load)
        reply["loads_first"] = notes["loads"]
        for k, batch in enumerate(batches):
            try:
                answer = collate(batch)
            except Exception as error:
                empty = all(not text for text, _ in batch)
                place = "empty batch" if empty else "empty text" if any(not t for t, _ in batch) else "batch"
                reply["broken"], reply["error"] = place, f"{type(error).__name__}: {error}"[:200]
                break
            if not isinstance(answer, (tuple, list)) or len(answer) != 3:
                reply["kind"] = type(answer).__name__
                break
            for name, part in zip(("padded", "lengths", "targets"), answer, strict=True):
                reply[f"{name} {k}"] = part
            lengths = answer[1]
            on_cpu = isinstance(lengths, torch.Tensor) and lengths.device.type == "cpu"
            reply[f"cpu {k}"] = on_cpu
        reply |= {"loads": notes["loads"], "direct": notes["direct"], "called": pipeline.called}
        reply |= {"piped": len(pipeline.piped), "texts": sum(pipeline.piped)}
        answer = kind(lambda *a, **o: other)([(texts[0], targets[0].clone())])  # another pipeline
        reply["second"] = answer[0] if isinstance(answer, (tuple, list)) else answer
        reply["again"] = collate(batches[0])[0]
    except Exception as error:
        if not reply["broken"] and not reply["kind"]:
            raise error
    finally:
        scope.update(held)
    return reply


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
    vectors = [table[[int(w[1:]) for w in text.split()]] for text in texts]
    vectors = [v if len(v) else torch.zeros(1, FEATURES) for v in vectors]
    return pad_sequence(vectors, batch_first=True), torch.tensor([len(v) for v in vectors])


STALE = (
    "load was not called for a new Collate. Call it in __init__; keep the pipeline in self, not in the class."
)


@check("07_ag_news.collate", points=1.5)
def pipeline(student, draw):
    sizes = draw.sizes(3, 2, 5)
    lengths = [draw.size(1, 6) for _ in range(sum(sizes))]
    table, texts = drawn_texts(draw, lengths)
    goals = draw.integers(0, 3, len(texts))
    reply = student.run(
        collate_probe, table=table, texts="\n".join(texts), sizes=torch.tensor(sizes), targets=goals
    )
    loads = reply.number("loads_first")
    expect(
        reply.number("direct") == 0,
        "Your class loads a pipeline of its own. Use the function `load` that it is given.",
    )
    expect(loads + reply.number("loads") > 0, STALE)
    expect(not reply.text("broken"), f"A batch of {sizes[0]} texts fails: {reply.text('error')}")
    expect(not reply.text("kind"), "Called with a batch, the object must return (padded, lengths, targets).")
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
    again = reply.tensor("again")
    expect(
        list(again.shape) == list(reply.tensor("padded 0").shape)
        and torch.allclose(again, reply.tensor("padded 0")),
        "The same batch gives other numbers the second time: something of earlier batches is kept.",
    )
    second = reply.tensor("second")
    one, _ = right_batch(table, texts[:1])
    expect(
        list(second.shape) != list(one.shape) or not torch.allclose(second, one),
        "A second Collate uses the pipeline of the first one. Call load in __init__; keep the pipeline in self, not in the class.",
    )


def judge_batch(reply, k, table, texts, goals, empty):
    """Compare batch k with the right one."""
    wanted, lengths = right_batch(table, texts)
    padded, found = reply.tensor(f"padded {k}"), reply.tensor(f"lengths {k}")
    n, longest = len(texts), wanted.shape[1]
    expect(
        list(padded.shape) != [n, FEATURES],
        "One vector per text. The LSTM reads words: make one vector per token.",
    )
    expect(
        list(padded.shape) != [longest, n, FEATURES] or n == longest,
        f"Shape {list(padded.shape)}: time comes first. Asked is [batch, longest, 96]: batch_first=True.",
    )
    raw = [len(text.split()) for text in texts]
    unpadded = list(found.shape) == [n] and found.tolist() == raw
    expect(
        not (empty and unpadded),
        "An empty text has length 0, which packing refuses. Give it one zero vector.",
    )
    expect(
        padded.dim() != 3 or len(padded) >= n,
        "Texts are missing in the batch. An empty text stays, as one vector of zeros.",
    )
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
    place = "Empty texts: an" if empty else "An"
    inside = torch.arange(longest) < lengths[:, None]
    expect(
        not torch.allclose(padded[inside], wanted[inside]) or torch.allclose(padded, wanted),
        "The padding must be zeros."
        if not torch.allclose(padded, repeated)
        else "The padding repeats the last word. Fill up with zeros.",
    )
    expect_close(
        padded, wanted, f"{place} item's vectors differ from those of its tokens.", mistakes=mistakes
    )
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
    expect(reply.flag(f"cpu {k}"), "The lengths must be on the CPU: packing wants them there.")
    labels = reply.tensor(f"targets {k}")
    expect(list(labels.shape) != [n, 1], "The targets have shape [batch, 1], expected [batch].")
    expect_shape(labels, [n], "one target for each text.")
    expect_dtype(labels, torch.int64, "targets are classes. cross_entropy takes them as int64.")
    expect(torch.equal(labels, goals), "The targets are not those of the batch, in its order.")


@check("07_ag_news.collate", points=2.5)
def batch(student, draw):
    while True:
        lengths = [draw.size(1, 7) for _ in range(draw.size(4, 6))]
        if lengths != sorted(lengths, reverse=True) and len(set(lengths)) > 2 and max(lengths) > 3:
            break
    lengths[lengths.index(max(lengths))] += 2  # longer than there are texts
    few = [draw.size(2, 4), 0, draw.size(5, 7)]
    table, texts = drawn_texts(draw, [*lengths, *few, draw.size(3, 6), 0])
    sizes = [len(lengths), 3, 1, 1]
    goals = draw.integers(0, 9, len(texts))
    goals[:2] = torch.tensor([9, 0])
    reply = student.run(
        collate_probe, table=table, texts="\n".join(texts), sizes=torch.tensor(sizes), targets=goals
    )
    broken = reply.text("broken")
    expect(reply.number("loads") + reply.number("direct") > 0, STALE)
    expect(broken != "batch", f"A batch fails: {reply.text('error')}")
    expect(
        not reply.text("kind"),
        "Called with a batch, the object must return three tensors: (padded, lengths, targets).",
    )
    judge_batch(reply, 0, table, texts[: sizes[0]], goals[: sizes[0]], False)
    expect(
        not broken,
        f"A batch with an empty text fails: give it one vector of zeros. ({reply.text('error')})",
    )
    start = sizes[0]
    for k, size in enumerate(sizes[1:], start=1):
        part = slice(start, start + size)
        judge_batch(reply, k, table, texts[part], goals[part], "" in texts[part])
        start += size
