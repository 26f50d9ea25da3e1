"""Hidden checks of lab 07, classifying news; every probe stands beside its checks."""

from pathlib import Path

import torch
from torch import nn
from torch.nn.utils.rnn import pack_sequence, pad_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape

HELD_OUT = Path(__file__).parent / "heldout" / "news"
TOPICS = ("World", "Sports", "Business", "SciTech")  # the files, in the order of the targets
FEATURES = 96
ENOUGH = 0.42  # of the held-out topics right; guessing gives 0.25, the instructor's answer about 0.65

# 7.1 ------------------------------------------------------------------------------------------


def dataset_probe(names, labels, texts):
    """Return what the student's data set holds, and all its items."""
    texts = texts.split("\n")
    pairs = list(zip(labels.tolist(), texts, strict=True))
    before = list(pairs)
    dataset = names["NewsDataset"](pairs)
    reply = {"length": len(dataset), "kept": pairs == before, "targets": getattr(dataset, "targets", None)}
    n = getattr(dataset, "n_targets", None)
    reply["n_targets"] = n.item() if isinstance(n, torch.Tensor) and n.dim() == 0 else n
    samples = getattr(dataset, "samples", None)
    reply["kind"] = type(samples).__name__
    reply["only_texts"] = isinstance(samples, (list, tuple)) and all(isinstance(s, str) for s in samples)
    if reply["only_texts"]:
        reply["samples"] = "\n".join(samples)
    reply["item"], found, targets = "", [], []
    for i in range(min(len(dataset), len(texts))):
        item = dataset[i]
        if not isinstance(item, (tuple, list)) or len(item) != 2:
            return reply | {"item": "pair"}
        if isinstance(item[1], str):
            return reply | {"item": "swapped"}
        if not isinstance(item[0], str):
            return reply | {"item": "text", "got": type(item[0]).__name__}
        if not isinstance(item[1], torch.Tensor):
            return reply | {"item": "target", "got": type(item[1]).__name__}
        if item[1].dim():
            return reply | {"item": "axes"}
        found.append(item[0])
        targets.append(item[1])
    reply["texts"] = "\n".join(found)
    reply["item_targets"] = torch.stack(targets) if targets else torch.zeros(0)
    return reply


def drawn_pairs(draw, topics):
    """Return labels, in which no topic is missing, and texts, which differ."""
    count = topics + draw.size(3, 8)
    labels = torch.cat([torch.arange(1, topics + 1), draw.integers(1, topics, count - topics)])
    order = torch.randperm(count, generator=draw._generator)
    words = ("vote", "goal", "tax", "chip", "rain", "ship")
    texts = [f"{draw.choice(words)} {draw.choice(words)} {i}" for i in range(count)]
    return labels[order], texts


@check("07_ag_news.dataset", points=1.5)
def items(student, draw):
    labels, texts = drawn_pairs(draw, draw.size(3, 7))
    reply = student.run(dataset_probe, labels=labels, texts="\n".join(texts))
    expect(reply.flag("kept"), "Your class changed the caller's list of pairs. Leave it as it is.")
    expect(
        reply.text("kind") in ("list", "tuple"),
        f"samples must be a list of the texts, not {reply.text('kind')}.",
    )
    expect(reply.flag("only_texts"), "samples must hold texts only. In a pair, the label comes first.")
    samples = reply.text("samples").split("\n")
    expect(
        samples == texts or sorted(samples) != sorted(texts),
        "The samples are not in the order of the pairs: then targets and texts do not fit.",
    )
    expect(samples == texts, "The samples are not the texts of the pairs, as they were given.")
    length = reply.number("length")
    expect(length == len(texts), f"len(dataset) is {length} for {len(texts)} pairs.")
    problem = reply.text("item")
    expect(problem != "pair", "dataset[i] must return two things: (text, target).")
    expect(problem != "swapped", "dataset[i] must return the text first, then the target.")
    expect(problem != "text", "dataset[i] must begin with the text, as a str.")
    expect(
        problem != "target",
        "The target of an item must be a tensor without axes, not a plain number: take it out of targets.",
    )
    expect(problem != "axes", "The target of an item still has an axis. Asked is shape [].")
    expect(reply.text("texts").split("\n") == texts, "dataset[i] must give text number i.")
    expect_dtype(reply.tensor("item_targets"), torch.int64, "the target of an item is a class: int64.")
    own = reply.tensor("targets")
    expect(
        list(own.flatten().shape) != [len(texts)] or torch.equal(reply.tensor("item_targets"), own.flatten()),
        "dataset[i] must give target number i, the same as in targets.",
    )


@check("07_ag_news.dataset", points=1.5)
def targets(student, draw):
    topics = draw.size(6, 9)
    labels, texts = drawn_pairs(draw, topics)
    gap = draw.size(2, topics - 1)
    for missing in (None, gap):
        kept = [i for i, label in enumerate(labels.tolist()) if label != missing]
        given = labels[kept]
        reply = student.run(dataset_probe, labels=given, texts="\n".join(texts[i] for i in kept))
        found = reply.tensor("targets")
        expect(
            list(found.shape) != [len(given), 1],
            "targets has shape [n, 1]. cross_entropy needs [n]: one axis.",
        )
        expect(
            found.dim() != 2,
            "targets is two-dimensional, as for one-hot. cross_entropy takes the number of the class.",
        )
        expect_shape(found, [len(given)], "one target for each text.")
        expect_dtype(found, torch.int64, "cross_entropy takes classes as int64, nothing else.")
        anew = torch.unique(given, return_inverse=True)[1]
        firsts = list(dict.fromkeys(given.tolist()))
        by_first = torch.tensor([firsts.index(label) for label in given.tolist()])
        anew_said = (
            "When a topic is missing in between, the others keep their numbers: the target is label - 1. "
            "Numbered anew, the same topic has different targets in two parts of the data."
        )
        expect_close(
            found,
            given - 1,
            "The targets differ: label - 1, in the order of the pairs.",
            mistakes={
                "The targets still count from 1. Subtract 1.": given,
                "The labels are taken modulo something: only the last topic moved. Subtract 1.": given
                % topics,
                "You subtracted 1 twice.": given - 2,
                anew_said: anew,
                "The topics are numbered in the order of their first text. The target is label - 1.": by_first,
                "The targets are in sorted order, not in the order of the pairs.": given.sort().values - 1,
            },
        )
        n, distinct = reply.number("n_targets"), len(given.unique())
        expect(
            n != distinct or distinct == topics,
            "You count the different labels. When one is missing in between, the highest target has no score: "
            "n_targets is the highest target + 1.",
        )
        expect(n != topics - 1, "n_targets is the highest target itself. Counted from 0, there is one more.")
        expect(n != topics + 1, "n_targets is one too many: targets count from 0.")
        expect(
            n != len(given) or n == topics, "n_targets counts the texts. It counts the scores a text gets."
        )
        expect(n != 4, "n_targets is 4, whatever the labels are. Compute it from them.")
        expect(n == topics, "n_targets differs: the highest target + 1.")


# 7.2 ------------------------------------------------------------------------------------------


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
        "One vector a text. The LSTM reads words: make one vector a token.",
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


# 7.3 ------------------------------------------------------------------------------------------


def packing_probe(names, data, lengths, cotangent):
    """Return what the student packs, and the gradient that flows back; torch's packing is switched off."""
    import torch.nn.utils.rnn as rnn

    def own_code(*arguments, **options):
        raise NotImplementedError("Exercise 7.3 asks for your own code, without torch's packing functions")

    function = names["pack_by_hand"]
    scope = getattr(function, "__globals__", {})
    taken = ("pack_sequence", "pack_padded_sequence")
    held = {name: scope[name] for name in taken if name in scope}
    kept = {name: getattr(rnn, name) for name in taken}
    data = data.requires_grad_()
    sequences = [s * 1 for s in data.split(lengths.tolist())]
    before = [s.detach().clone() for s in sequences]
    given = list(sequences)
    try:
        for name in taken:
            setattr(rnn, name, own_code)
            if name in held:
                scope[name] = own_code
        answer = function(sequences)
    finally:
        scope.update(held)
        for name, original in kept.items():
            setattr(rnn, name, original)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    same = len(sequences) == len(given) and all(a is b for a, b in zip(sequences, given, strict=True))
    same = same and all(torch.equal(a, b) for a, b in zip(before, given, strict=True))
    packed, sizes = answer
    reply = {"pair": True, "data": packed, "sizes": sizes, "kept": same, "linked": False}
    reply["cpu"] = isinstance(sizes, torch.Tensor) and sizes.device.type == "cpu"
    if isinstance(packed, torch.Tensor) and packed.requires_grad and packed.shape == cotangent.shape:
        (packed * cotangent).sum().backward()
        reply |= {"linked": True, "gradient": torch.zeros_like(data) if data.grad is None else data.grad}
    return reply


@check("07_ag_news.packing", points=2)
def packed(student, draw):
    many = sorted((draw.size(1, 7) for _ in range(draw.size(4, 6))), reverse=True)
    many[-1], many[0] = 1, many[1] + 2
    # one sequence alone, equal lengths, and several of unequal lengths
    equal = [draw.size(2, 4)] * draw.size(2, 3)
    for lengths, dtype in ((many, torch.float32), ([5, 5, 3, 3, 1], torch.float64), (equal, torch.float32),
                           ([draw.size(2, 5)], torch.float32)):  # fmt: skip
        width, total = draw.size(2, 5), sum(lengths)
        data, cotangent = draw.normal(total, width, dtype=dtype), draw.normal(total, width, dtype=dtype)
        sequences = list(data.split(lengths))
        right = pack_sequence(sequences)
        reply = student.run(packing_probe, data=data, lengths=torch.tensor(lengths), cotangent=cotangent)
        expect(reply.flag("pair"), "Return two tensors: (data, batch_sizes).")
        found, sizes = reply.tensor("data"), reply.tensor("sizes")
        full = len(lengths) * lengths[0]
        expect(
            found.numel() != full * width or full == total,
            "Padding is packed, too: at each step, take only the sequences that are long enough.",
        )
        expect_shape(found, [total, width], "one row for each real step of each sequence, with its features.")
        expect_dtype(found, dtype, "the data keep the dtype of the sequences.")
        steps = range(lengths[0])
        backwards = torch.stack([s[-1 - t] for t in steps for s in sequences if len(s) > t])
        rows_up = torch.stack([s[t] for t in steps for s in reversed(sequences) if len(s) > t])
        late = torch.stack([s[t] for t in reversed(steps) for s in sequences if len(s) > t])
        expect_close(
            found,
            right.data,
            "The rows of data differ: all of step 0 first, in the order of the sequences, then step 1.",
            mistakes={
                "The data go sequence by sequence. Go step by step: all of step 0 first.": data,
                "The sequences are read from their ends.": backwards,
                "Within a step the order is turned round: the longest sequence comes first.": rows_up,
                "The steps come backwards: begin with step 0.": late,
            },
        )
        count = right.batch_sizes
        expect(
            list(sizes.shape) != [len(lengths)] or sizes.tolist() != lengths or lengths == count.tolist(),
            "These are the lengths of the sequences. batch_sizes says how many sequences each step has.",
        )
        expect(
            sizes.flatten().tolist() != [*count.tolist(), 0],
            "batch_sizes ends in a 0: there is one step too many.",
        )
        expect(
            sizes.flatten().tolist() != count.cumsum(0).tolist() or len(count) == 1,
            "batch_sizes adds up from step to step. Each entry counts one step only.",
        )
        expect_shape(sizes, [lengths[0]], "batch_sizes has one number a step.")
        expect(not sizes.is_floating_point(), "batch_sizes are counts: int64, not floats.")
        expect(
            sizes.tolist() != count.flip(0).tolist() or count.tolist() == count.flip(0).tolist(),
            "batch_sizes is turned round: step 0 has most sequences.",
        )
        expect(
            sizes.tolist() != [len(lengths)] * lengths[0] or count.tolist() == sizes.tolist(),
            "batch_sizes counts all sequences at every step. Shorter ones have ended.",
        )
        expect(
            torch.equal(sizes.long(), count),
            "batch_sizes differs: how many sequences are long enough for step t?",
        )
        expect_dtype(sizes, torch.int64, "batch_sizes must be int64.")
        expect(reply.flag("cpu"), "batch_sizes must be on the CPU.")
        expect(reply.flag("kept"), "Your function changed the caller's list or its tensors.")
        expect(
            reply.flag("linked"),
            "No gradient can flow back from data: is it copied with torch.tensor, detached, or taken as numbers?",
        )
        wanted = torch.zeros_like(data)
        place = [sum(lengths[:i]) + t for t in steps for i in range(len(lengths)) if lengths[i] > t]
        wanted[place] = cotangent
        expect_close(reply.tensor("gradient"), wanted, "The gradient that flows back from data differs.")


# 7.4 ------------------------------------------------------------------------------------------


def lstm_probe(names, padded, lengths, sizes):
    """Return the student's logits with the weights of his LSTM and of his linear layer."""
    n_features, hidden_size, num_layers, n_targets = sizes.tolist()
    lengths = lengths.cpu()  # packing wants them there
    torch.manual_seed(0)
    model = names["NewsLSTM"](n_features, hidden_size, num_layers, n_targets).to(padded)
    with torch.no_grad():
        for p in model.parameters():  # large enough that every step shows
            p.mul_(2)
    before = padded.clone(), lengths.clone()
    logits = model(padded, lengths)
    reply = {"logits": logits, "kept": torch.equal(before[0], padded) and torch.equal(before[1], lengths)}
    lstms = [m for m in model.modules() if isinstance(m, torch.nn.LSTM)]
    linears = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    cells = [m for m in model.modules() if isinstance(m, (torch.nn.RNN, torch.nn.GRU))]
    reply |= {"lstms": len(lstms), "linears": len(linears), "others": len(cells)}
    if len(lstms) == 1:
        lstm = lstms[0]
        reply |= {"bidirectional": lstm.bidirectional, "layers": lstm.num_layers, "hidden": lstm.hidden_size,
                  "inputs": lstm.input_size, "biases": bool(lstm.bias)}  # fmt: skip
        reply |= {f"lstm {name}": p.detach() for name, p in lstm.named_parameters()}
    if len(linears) == 1:
        reply |= {"width": linears[0].in_features, "weight": linears[0].weight, "bias": linears[0].bias}
    if isinstance(logits, torch.Tensor) and logits.shape == (len(padded), n_targets):
        with torch.no_grad():
            reply["again"] = model(padded, lengths)
        reply["linked"] = logits.requires_grad
        if logits.requires_grad:
            weights = torch.arange(1.0, logits.numel() + 1, device=logits.device).view_as(logits).to(logits)
            grads = torch.autograd.grad(
                (logits * weights.sin()).sum(), list(model.parameters()), allow_unused=True
            )
            reply["idle"] = sum(g is None for g in grads)
    return reply


def read_alone(reply, padded, lengths, sizes):
    """Return outputs, h_n and c_n of the student's LSTM for each text by itself, in float64."""
    n_features, hidden, layers, _ = sizes
    lstm = nn.LSTM(n_features, hidden, layers, batch_first=True, bidirectional=True).double()
    with torch.no_grad():
        for name, p in lstm.named_parameters():
            given = reply.tensor(f"lstm {name}").double()
            expect(given.shape == p.shape, "The weights of your LSTM have other shapes than nn.LSTM's.")
            p.copy_(given)
        answers = [lstm(row[None, :n].double()) for row, n in zip(padded, lengths.tolist(), strict=True)]
    outputs = [output[0] for output, _ in answers]
    h, c = (torch.cat([state[k] for _, state in answers], dim=1) for k in (0, 1))
    return outputs, h, c


@check("07_ag_news.news_lstm", points=2)
def scores(student, draw):
    hidden, n_features, n_targets = draw.size(8, 10), draw.size(5, 7), draw.size(3, 4)
    for layers, batch, length, dtype in ((2, draw.size(5, 7), 4, torch.float32), (3, 2, 5, torch.float64), (1, 1, 3, torch.float32)):  # fmt: skip
        sizes = [n_features, hidden, layers, n_targets]
        padded = draw.normal(batch, length, n_features, dtype=dtype)
        lengths = torch.full((batch,), length)  # all equal: padding is the other check's matter
        reply = student.run(lstm_probe, padded=padded, lengths=lengths, sizes=torch.tensor(sizes))
        logits = reply.tensor("logits")
        expect(
            list(logits.shape) != [batch, length, n_targets],
            "Scores for every step. A text gets scores once.",
        )
        expect_shape(logits, [batch, n_targets], "n_targets scores for each text.")
        expect(
            reply.number("others") == 0 and reply.number("lstms") == 1,
            "Asked is one nn.LSTM, and no other recurrent layer.",
        )
        expect(reply.number("linears") == 1, "Asked is one nn.Linear: from the joined states to the scores.")
        expect(reply.flag("bidirectional"), "Your LSTM reads in one direction only: bidirectional=True.")
        expect(
            reply.number("layers") == layers,
            f"Your LSTM has {reply.number('layers')} layers: is num_layers used?",
        )
        expect(reply.number("hidden") == hidden, "The LSTM must have hidden_size units in each direction.")
        expect(
            reply.number("inputs") == n_features, "The LSTM's inputs are the n_features numbers of a token."
        )
        expect(reply.flag("biases"), "Leave the LSTM's biases on.")
        expect(reply.flag("linked"), "Nothing can be learned: the logits have no gradient.")
        expect(
            reply.number("width") != hidden,
            "The linear layer reads hidden_size numbers. Join both directions: 2 · hidden_size.",
        )
        expect(reply.number("width") == 2 * hidden, "The linear layer must read 2 · hidden_size numbers.")
        expect_close(
            reply.tensor("again"),
            logits.detach(),
            "Two calls, two answers: is there dropout, or a state that is kept?",
        )
        outputs, h, c = read_alone(reply, padded, lengths, sizes)
        weight, bias = reply.tensor("weight").double(), reply.tensor("bias").double()

        def answer(first, second, weight=weight, bias=bias):
            return torch.cat([first, second], dim=1).relu() @ weight.T + bias

        joined = torch.cat([h[-2], h[-1]], dim=1)
        right = answer(h[-2], h[-1])
        swapped = answer(h[-1], h[-2])  # the linear layer can learn either order
        ends = torch.stack([o[-1] for o in outputs])
        starts = torch.stack([o[0] for o in outputs])
        means = torch.stack([o.mean(0) for o in outputs])
        tops = torch.stack([o.max(0).values for o in outputs])
        wrong = {
            "The ReLU between the joined states and the linear layer is missing.": joined @ weight.T + bias,
            "There is a tanh where the ReLU belongs.": joined.tanh() @ weight.T + bias,
            "There is a sigmoid where the ReLU belongs.": joined.sigmoid() @ weight.T + bias,
            "The cell states c are joined. Join the final h.": answer(c[-2], c[-1]),
            "This is the output at the last step: its backward half has read one token. Join the final states of both directions.": ends.relu()
            @ weight.T
            + bias,
            "This is the output at the first step: its forward half has read one token. Join the final states.": starts.relu()
            @ weight.T
            + bias,
            "This is the mean over the steps. Join the final states of both directions.": means.relu()
            @ weight.T
            + bias,
            "This is the maximum over the steps. Join the final states of both directions.": tops.relu()
            @ weight.T
            + bias,
            "The logits are squashed by a softmax. Leave it out: cross_entropy does it.": right.softmax(1),
            "There is a log-softmax after the linear layer. Return the logits themselves.": right.log_softmax(
                1
            ),
            "The ReLU stands after the linear layer, too, and cuts the logits off.": right.relu(),
            "The ReLU stands after the linear layer. It belongs before it.": (
                joined @ weight.T + bias
            ).relu(),
            "The logits are squashed by a sigmoid.": right.sigmoid(),
        }
        if layers > 1:
            wrong |= {
                "These are the states of the first layer. Take the last one: h_n goes layer by layer.": answer(
                    h[0], h[1]
                ),
                "You join the forward states of the last two layers: in each layer, forward comes before backward.": answer(
                    h[-4], h[-2]
                ),
                "You join the backward states of the last two layers.": answer(h[-3], h[-1]),
                "You join the first layer's forward and the last layer's backward state.": answer(
                    h[0], h[-1]
                ),
                "view mixes layers and directions: h_n is layer by layer, then direction.": answer(
                    *h.view(2, layers, batch, hidden)[:, -1]
                ),
            }
        given = logits.double()
        if not torch.allclose(given, swapped, rtol=1e-4, atol=1e-5):
            mixed = h[-2:].reshape(batch, -1)
            wrong[
                "The directions are joined without bringing the batch first: view or reshape mixes the texts."
            ] = mixed.relu() @ weight.T + bias
            expect_close(
                given,
                right,
                "The logits differ from: final states of both directions of the last layer → ReLU → linear layer.",
                mistakes=wrong,
            )
        expect(
            reply.number("idle") == 0 or layers == 1, "A layer is made but never used: it gets no gradient."
        )
        expect(reply.flag("kept"), "Your model changed the caller's tensors.")


def padding_probe(names, padded, lengths, order, sizes):
    """Return the logits of texts in one batch, alone, with noise in more padding, and in another order."""
    lengths = lengths.cpu()  # packing wants them there
    torch.manual_seed(0)
    model = names["NewsLSTM"](*sizes.tolist()).to(padded)
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(2)

    def scores(step, texts, lengths):
        try:
            answer = model(texts, lengths)
        except Exception as error:
            reply["failed"], reply["said"] = step, f"{type(error).__name__}: {error}"[:200]
            raise
        if not isinstance(answer, torch.Tensor) or answer.dim() != 2 or len(answer) != len(texts):
            reply["failed"], reply["said"] = step, "the scores are not [batch, n_targets]"
            raise ValueError
        return answer

    def alone(step):
        return torch.cat(
            [
                scores(step, padded[i : i + 1, :n].clone(), lengths[i : i + 1])
                for i, n in enumerate(lengths.tolist())
            ]
        )

    reply = {"failed": ""}
    with torch.no_grad():
        try:
            reply["alone"] = alone("alone")
            reply["batch"] = scores("batch", padded.clone(), lengths.clone())
            noise = torch.cat([padded, torch.zeros_like(padded[:, :3])], dim=1)
            reply["longer"] = scores("longer", noise, lengths.clone())
            places = torch.arange(noise.shape[1], device=noise.device) >= lengths.to(noise.device)[:, None]
            noise[places] = 5 * torch.randn_like(noise[places])
            reply["noise"] = scores("noise", noise, lengths.clone())
            reply["order"] = scores("order", padded[order].clone(), lengths[order.cpu()])
            reply["part"] = scores("part", padded[:3].clone(), lengths[:3].clone())
        except Exception:
            pass
    return reply


@check("07_ag_news.news_lstm", points=2)
def padding(student, draw):
    n_features, hidden, n_targets = draw.sizes(3, 4, 8)
    batch, layers = draw.size(5, 7), draw.size(1, 2)
    while True:
        lengths = draw.integers(2, 8, batch)
        if len(lengths.unique()) > 3 and lengths.tolist() != lengths.sort(descending=True).values.tolist():
            break
    lengths[draw.size(0, batch - 1)] = 1
    padded = draw.normal(batch, int(lengths.max()), n_features)
    padded[torch.arange(padded.shape[1]) >= lengths[:, None]] = 0
    order = torch.randperm(batch, generator=draw._generator)
    sizes = torch.tensor([n_features, hidden, layers, n_targets])
    reply = student.run(padding_probe, padded=padded, lengths=lengths, order=order, sizes=sizes)
    failed = reply.text("failed")
    said = reply.text("said") if failed else ""
    expect(
        "sorted" not in said,
        "Packing refuses lengths that are not sorted. Pass enforce_sorted=False: the texts come in any order.",
    )
    expect(failed != "alone", f"A batch of one text fails: {said}")
    expect(
        failed != "batch",
        f"Texts alone work, several in one batch fail. Is a batch size kept or written down in the model? {said}",
    )
    alone, found = reply.tensor("alone"), reply.tensor("batch")
    ranks = lengths.argsort(descending=True, stable=True)
    unstable = lengths.argsort(descending=True)
    order_said = (
        "The answers come back in the order of the lengths, not in the order of the batch: undo the sorting."
    )
    hint = (
        "A text in a batch gets other scores than alone: the model reads the padding, or its neighbours. "
        "Pack by length, and take the final states of the packed run."
    )
    expect_close(found, alone, hint, mistakes={order_said: alone[ranks], order_said + " ": alone[unstable]})
    expect(
        failed != "longer",
        f"The padded tensor may be longer than the longest text. There your model fails: {said}",
    )
    expect_close(
        reply.tensor("longer"),
        alone,
        "More padding at the end changes the scores: something reads the padding.",
    )
    expect(failed != "noise", f"Your model fails when the padding is not zero: {said}")
    expect_close(
        reply.tensor("noise"),
        alone,
        "The scores change with the numbers that stand in the padding. Trust the lengths, not the zeros.",
    )
    expect(failed != "order", f"The same batch in another order fails: {said}")
    expect_close(
        reply.tensor("order"),
        alone[order],
        "The same texts in another order get other scores: the scores depend on the neighbours.",
    )
    expect(failed != "part", f"After a batch, a smaller one fails: what does the first batch fix? {said}")
    expect_close(reply.tensor("part"), alone[:3], "With fewer neighbours, a text gets other scores.")


# 7.5 ------------------------------------------------------------------------------------------


def cache_probe(names, table, calls, batch_size):
    """Let the student's cache ask a function that takes notes; return its answers call by call."""
    sent, reply = [], {"problem": ""}

    def vectorise(texts):
        texts = list(texts)
        sent.append(texts)
        return [table[int(t.split("t")[1])].clone() for t in texts]

    look_up = names["cached"](vectorise, batch_size)
    if not callable(look_up):
        return {"problem": "function", "got": type(look_up).__name__}
    reply["early"] = len(sent)
    for k, call in enumerate(calls.split("\n")):
        texts = call.split()
        before = list(texts)
        first = len(sent)
        answer = look_up(texts)
        reply[f"sent {k}"] = "\n".join(" ".join(part) for part in sent[first:])
        reply[f"calls {k}"] = len(sent) - first
        reply[f"kept {k}"] = texts == before
        if isinstance(answer, torch.Tensor) and len(texts):
            answer = list(answer)
        if not isinstance(answer, (list, tuple)):
            return reply | {"problem": "list", "got": type(answer).__name__}
        if not all(isinstance(t, torch.Tensor) and t.shape == table.shape[1:] for t in answer):
            return reply | {"problem": "tensors"}
        reply[f"answer {k}"] = torch.stack(list(answer)) if len(answer) else torch.zeros(0, *table.shape[1:])
    first = len(sent)
    names["cached"](vectorise)([calls.split()[0]])
    reply["fresh"] = len(sent) - first
    return reply


@check("07_ag_news.cache", points=2)
def kept(student, draw):
    size, n = draw.size(2, 4), 26
    mark = draw.size(0, 10**9)  # no text is known from an earlier check
    names = [f"{mark}t{i}" for i in range(n)]
    order = torch.randperm(n, generator=draw._generator).tolist()
    known, new, later = order[: 3 * size + 1], order[14:19], order[19:22]
    repeated = [*known, known[0], known[2], known[0]]
    shuffled = [repeated[i] for i in torch.randperm(len(repeated), generator=draw._generator).tolist()]
    mixed = [known[3], new[0], known[0], *new[1:], known[1], new[0]]
    calls = [shuffled, mixed, list(reversed(known)), [later[0]], [], [*later, known[2]]]
    lines = "\n".join(" ".join(names[i] for i in call) for call in calls)
    table = draw.normal(n, 3, 2)
    reply = student.run(cache_probe, table=table, calls=lines, batch_size=size)
    problem = reply.text("problem")
    expect(problem != "function", "cached must return a function (look_up), not what look_up returns.")
    expect(reply.number("early") == 0, "vectorise is called before anybody asks: call it inside look_up.")
    expect(problem != "list", "look_up must return a list of tensors. Is a `return` missing?")
    expect(problem != "tensors", "look_up must return one tensor for each text, as vectorise made it.")
    seen = set()
    for k, call in enumerate(calls):
        sent = [part.split() for part in reply.text(f"sent {k}").split("\n") if part]
        flat = [name for part in sent for name in part]
        fresh = list(dict.fromkeys(names[i] for i in call if names[i] not in seen))
        answer = reply.tensor(f"answer {k}")
        expect(
            len(answer) == len(call),
            f"{len(answer)} tensors for {len(call)} texts. A text that comes twice has its tensor twice.",
        )
        wanted = table[call] if call else answer
        hint = "look_up gives a text the tensor of another one: keep the order of the texts that were asked."
        expect(torch.equal(answer, wanted), hint)
        expect(reply.flag(f"kept {k}"), "look_up changed the caller's list of texts.")
        old = [name for name in flat if name in seen]
        expect(
            not old,
            "Texts are sent to vectorise again, although their tensors are known. Send only what is new.",
        )
        expect(
            len(flat) == len(set(flat)),
            "A text that comes twice in one call is sent twice. Drop the repeats first.",
        )
        expect(sorted(flat) == sorted(fresh), "Not exactly the new texts were sent to vectorise.")
        count = reply.number(f"calls {k}")
        expect(
            fresh or count == 0, "Nothing is new, but vectorise is called all the same, with an empty list."
        )
        expect(
            all(len(part) <= size for part in sent),
            "More than batch_size texts are sent at once.",
        )
        expect(
            size == 1 or len(sent) < len(fresh) or len(fresh) < 2,
            "The new texts are sent one by one. Send them in batches of batch_size.",
        )
        expect(
            all(len(part) == size for part in sent[:-1]),
            "The batches are not full. First collect the new texts, then cut them into batches.",
        )
        seen.update(fresh)
    expect(
        reply.number("fresh") == 1,
        "A second cache knows texts of the first one: every call of `cached` makes a dict of its own.",
    )


# 7.6 ------------------------------------------------------------------------------------------


def evaluate_probe(names, answers, targets, sizes, training):
    """Let the student's evaluate ask a model that takes notes; its answers are given."""

    class Reader(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.scale = torch.nn.Parameter(torch.ones((), device=answers.device))
            self.inner = torch.nn.Dropout()
            self.modes, self.gradients, self.shapes = [], [], []

        def forward(self, padded, lengths):
            scores = padded[:, 0] * self.scale
            self.modes.append(self.training or self.inner.training)
            self.gradients.append(scores.requires_grad)
            self.shapes.append(tuple(lengths.shape))
            return -scores if self.training else scores

    model = Reader().train(training)
    parts = zip(answers.split(sizes.tolist()), targets.split(sizes.tolist()), strict=True)
    batches = [(a[:, None], torch.ones(len(a), dtype=torch.int64), t) for a, t in parts]
    before = torch.is_grad_enabled()
    accuracy = names["evaluate"](model, (batch for batch in batches))
    value = accuracy.item() if isinstance(accuracy, torch.Tensor) and accuracy.dim() == 0 else accuracy
    if hasattr(value, "dtype") and not isinstance(value, torch.Tensor):  # a NumPy number
        value = float(value)
    return {
        "accuracy": value,
        "trained": any(model.modes),
        "gradients": any(model.gradients),
        "asked": len(model.modes),
        "mode": model.training,
        "inner": model.inner.training,
        "grad": torch.is_grad_enabled() == before,
    }


@check("07_ag_news.evaluate", points=1)
def accuracy(student, draw):
    for training in (True, False):
        classes = draw.size(3, 5)
        full = draw.size(4, 7)
        sizes = [full, full, draw.size(1, full - 2)]
        total = sum(sizes)
        goals = draw.integers(0, classes - 1, total)
        # the first batch is mostly right, the last is wrong: the mean of the batches differs
        right = torch.rand(total, generator=draw._generator) < 0.7
        right[0], right[-sizes[-1] :], right[full] = True, False, True
        shift = draw.integers(1, classes - 1, total)
        chosen = torch.where(right, goals, (goals + shift) % classes)
        answers = nn.functional.one_hot(chosen, classes).float() + 0.3 * torch.rand(
            total, classes, generator=draw._generator
        )
        reply = student.run(
            evaluate_probe, answers=answers, targets=goals, sizes=torch.tensor(sizes), training=training
        )
        found = reply.number("accuracy")
        expect(
            not reply.flag("trained"),
            "The model is asked in training mode, with its dropout on: model.eval() first.",
        )
        expect(not reply.flag("gradients"), "Gradients are kept: put the loop under torch.no_grad().")
        count = right.sum().item()
        means = [part.float().mean().item() for part in right.split(sizes)]
        value = count / total
        for wrong, said in (
            (
                sum(means) / 3,
                "This is the mean of the batches' accuracies. Count items: the last batch is smaller.",
            ),
            (float(count), "This is a count. Divide by the number of items."),
            (100 * value, "This is a percentage. Asked is a number from 0 to 1."),
            (means[-1], "This is the accuracy of the last batch only. Add up over all batches."),
            (means[0], "This is the accuracy of the first batch only: the return stands inside the loop."),
            (count / 3, "Divide by the number of items, not of batches."),
            (1 - value, "This is the share of wrong answers."),
            (sum(means), "The batches' accuracies are added up. Count the right items, and divide once."),
        ):
            expect(abs(found - wrong) > 1e-5 or abs(wrong - value) < 1e-5, said)
        expect(
            abs(found - value) < 1e-5,
            "The accuracy differs: the share of items whose highest score is at the target.",
        )
        expect(
            reply.number("asked") == 3, f"The model was asked {reply.number('asked')} times for 3 batches."
        )
        expect(
            reply.flag("mode") == training and reply.flag("inner") == training,
            "The model was in training mode before, and is not any more. Put the old mode back."
            if training
            else "The model was in evaluation mode before. Afterwards it is in training mode: put the old mode back.",
        )
        expect(
            reply.flag("grad"),
            "Afterwards gradients are switched off everywhere. Use `with torch.no_grad():`.",
        )


# 7.7 ------------------------------------------------------------------------------------------


def trained_probe(names, texts):
    """Send texts through the student's collate and model; return the scores."""
    texts = texts.split("\n")
    collate, model = names["collate"], names["model"].eval()
    device = next(iter(model.parameters())).device
    scores = []
    with torch.no_grad():
        for start in range(0, len(texts), 20):
            batch = [(text, torch.tensor(0)) for text in texts[start : start + 20]]
            padded, lengths, _ = collate(batch)
            scores.append(model(padded.to(device), lengths).float().cpu())
    return {"scores": torch.cat(scores)}


@check("07_ag_news.trained", points=1, seconds=60)
def topics(student, draw):
    pairs = [
        (number, " ".join(line.split("\t")))
        for number, topic in enumerate(TOPICS)
        for line in (HELD_OUT / f"{topic}.txt").read_text(encoding="utf-8").splitlines()
    ]
    order = torch.randperm(len(pairs), generator=draw._generator).tolist()
    goals = torch.tensor([pairs[i][0] for i in order])
    found = student.run(trained_probe, texts="\n".join(pairs[i][1] for i in order)).tensor("scores")
    expect(
        list(found.shape) == [len(pairs), len(TOPICS)] and bool(found.isfinite().all()),
        "The trained model does not give four finite scores for each text.",
    )
    chosen = found.argmax(1)
    share = (chosen == goals).double().mean().item()
    for said, step in (("one topic too high", 1), ("one topic too low", -1)):
        moved = ((chosen - step) % len(TOPICS) == goals).double().mean().item()
        expect(
            share > ENOUGH or moved < ENOUGH,
            f"On new texts, the model's answers are {said}. Is every target label - 1?",
        )
    expect(
        share > ENOUGH,
        f"On new texts, {share:.0%} of the topics are right, hardly more than guessing (25%). Has the model "
        "been trained, on the right targets, and does it read the texts without their padding?",
    )
