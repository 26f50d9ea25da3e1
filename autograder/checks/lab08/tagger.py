"""Exercise 8.3: LSTMTagger."""

import torch
from torch.nn import functional as F
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence, pad_sequence

from autograder.check import check, travels
from autograder.checks.shared import expect_raw, made, with_drawn_weights
from autograder.contracts import keeps_promises, played
from autograder.expect import agree, expect, expect_each

WHICH = ("one-directional", "bidirectional")


@travels
def with_gradient(scores, model, units):
    """Return scores, number of parameters, and gradient of the mean square: of one shape they count as one, halves too."""
    with torch.enable_grad():
        total = scores.square().mean()
    parameters = [p.requires_grad_() for p in model.parameters()]  # a frozen one was no part of the scores
    none = [None] * len(parameters)
    got = torch.autograd.grad(total, parameters, allow_unused=True) if total.requires_grad else none
    sums = {}
    for p, g in zip(parameters, got, strict=True):
        g = torch.zeros_like(p) if g is None else g
        if g.is_sparse:
            raise TypeError("the gradient of an embedding is sparse, and Adam cannot use it")
        joined = g.dim() == 2 and g.shape[1] == 2 * units
        g = g[:, :units] + g[:, units:] if joined else g
        sums[tuple(p.shape)] = sums.get(tuple(p.shape), 0) + g.reshape(-1)
    count = sum(p.numel() for p in parameters)
    return scores.detach(), count, torch.cat([sums[shape] for shape in sorted(sums)])


@travels
def weighed(model, scale, seed, halves):
    """Give the model drawn weights; large ones in float64, so that scores come out large."""
    with_drawn_weights(model.double() if scale > 1 else model, seed, halves)
    for p in model.parameters():
        p.data *= scale
    return model


def call_tagger(names, kept, words, lengths, vocab, n_tags, width, units, both, training, scale, seed):
    key = (vocab, n_tags, width, units, both, scale, seed)
    if key not in kept:
        named = {"bidirectional": True} if both else {}
        model = made(names["LSTMTagger"], vocab, n_tags, width, units, **named)
        kept[key] = weighed(model, scale, seed, (n_tags, 2 * units))
    model = kept[key].to(words.device).train(training)
    with torch.enable_grad():
        try:
            logits = model(words, lengths)
        except RuntimeError as error:
            told = "with the model in float64: make every tensor of your own like the input"
            raise RuntimeError(f"{error}, {told}" if scale > 1 else str(error)) from error
        if getattr(logits, "shape", None) != (*words.shape, n_tags):
            return logits, 0, logits
        real = (torch.arange(words.shape[1]) < lengths[:, None]).to(words.device)
        scores = torch.where(real[..., None], logits, torch.zeros_like(logits))
    return with_gradient(scores, model, units) if words.device.type == "cpu" else (scores, 0, scores)


def tagger_of(words, lengths, vocab, n_tags, width, units, both, training, scale, seed):
    """Return what the layers of the card give, with the same weights."""
    lstm = torch.nn.LSTM(width, units, batch_first=True, bidirectional=both)
    head = torch.nn.Linear((1 + both) * units, n_tags)
    parts = torch.nn.ModuleList([torch.nn.Embedding(vocab, width), lstm, head])
    rows, lstm, head = weighed(parts, scale, seed, (n_tags, 2 * units))
    packed = pack_padded_sequence(rows(words), lengths, batch_first=True, enforce_sorted=False)
    output, _ = pad_packed_sequence(lstm(packed)[0], batch_first=True, total_length=words.shape[1])
    scores = head(output) * (torch.arange(words.shape[1]) < lengths[:, None])[..., None]
    return with_gradient(scores, parts, units)


def tagger_cases(draw):
    """Return two batches of one size in train mode, two models of one size, both directions, long, wide, equal sizes."""
    n_tags, width, units = draw.sizes(3, 5, 9)
    cases = []
    for batch, steps, both, training, scale, seed in (
        (3, 8, False, True, 1, 1),
        (3, 8, False, True, 1, 1),
        (3, 8, False, False, 1, 2),
        (1, 1, False, False, 99, 1),
        (1, 135, True, True, 1.01, 1),
        (3, 8, True, False, 1, 2),
        (4, 4, True, True, 1, 3),
        (4, 4, False, True, 1, 3),
        (131, 2, True, False, 1.01, 1),
    ):
        sizes = {"vocab": 300 if steps == 8 else 23, "n_tags": n_tags, "width": width, "units": units + 10}
        sizes = dict.fromkeys(sizes, 4) if batch == steps == 4 else sizes
        lengths = torch.tensor([max(1, steps // 3), max(1, steps - 3), steps - 2 * (steps == 8)])
        lengths = lengths.repeat(44)[-batch:]
        case = {"words": draw.integers(1, sizes["vocab"] - 1, batch, steps), "lengths": lengths, **sizes}
        cases.append({**case, "both": both, "training": training, "scale": scale, "seed": seed})
    return cases


@check("08_pos_tagging.tagger", points=1)
def scores(student, draw):
    """Scores and gradients of models of all sizes, with drawn weights, and what every exercise promises."""
    cases = tagger_cases(draw)
    for case in (cases[0], cases[5]):
        expect_no_known_mistake(played(student, call_tagger, [case], [0, 0]), case)
    keeps_promises(
        student, call_tagger, cases, tagger_of, axes=("sentence", "word", "tag"), stay=("lengths",), device=6, rtol=1e-3,
        notes=[
            "{} sentences, {} words, {}, in {} mode".format(*c["words"].shape, WHICH[c["both"]], "train" if c["training"] else "eval")
            for c in cases
        ],
        results=(
            "The score of a word",
            "The number of parameters (embedding, one LSTM layer with hidden_size units in each direction, whose outputs "
            "are joined, one linear layer)",
            "The gradient of the parameters (is one made but not used, or is something detached?)",
        ),
    )  # fmt: skip


def expect_no_known_mistake(reply, case):
    """Fail with the hint of a known mistake in the shape, or after the linear layer."""
    found, (batch, steps), tags = reply.tensor("result 0 0"), case["words"].shape, case["n_tags"]
    no_head = "The LSTM's outputs came back: the linear layer to n_tags is missing."
    shapes = {
        (batch, tags): "One answer for each sentence. The task asks for one for each word: use all outputs.",
        (batch * steps, tags): "batch and seq_len are joined. Return [batch, seq_len, n_tags].",
        (batch, tags, steps): "The tags are on axis 1. Return [batch, seq_len, n_tags].",
        (batch, int(case["lengths"].max()), tags): "Fewer steps came back than words has: give pad_packed_sequence a total_length.",
        (batch, steps, case["units"]): no_head,
        (batch, steps, 2 * case["units"]): no_head,
    }  # fmt: skip
    hint = shapes.get(found.shape, f"Shape {list(found.shape)}, expected [batch, seq_len, n_tags].")
    expect(found.shape == (batch, steps, tags), hint)
    hint = "Two calls give two answers: is there dropout, or a state that is kept in the module or made up?"
    expect(agree(found, reply.tensor("result 1 0"), 1e-4, 1e-5), hint)
    right, real = tagger_of(**case)[0], torch.arange(steps) < case["lengths"][:, None]
    expect_raw(found[real], right[real])


def scores_probe(names, sizes, both, **given):
    """Return one model's scores of batches, one after the other; what is read shows, since weights are large."""
    torch.manual_seed(0)
    model, found = names["LSTMTagger"](*sizes.tolist(), bidirectional=both).eval(), {}
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(2)
        for i in range(len(given) // 2):
            try:
                found[f"{i}"] = model(given[f"words {i}"], given[f"lengths {i}"])
            except RuntimeError as error:
                told = "in a batch after the first: what does the model keep or fix?"
                raise RuntimeError(f"{error}, {told}" if found else str(error)) from error
    return found


def scores_of(student, sizes, both, batches):
    """Return the scores of each of the batches, (words, lengths), as [batch, seq_len, n_tags]."""
    given = {f"words {i}": words for i, (words, _) in enumerate(batches)}
    given |= {f"lengths {i}": lengths for i, (_, lengths) in enumerate(batches)}
    reply, scores = student.run(scores_probe, sizes=torch.tensor(sizes), both=both, **given), []
    for i, (words, _) in enumerate(batches):
        found = reply.tensor(f"{i}")
        fits = found.dim() == 3 and (len(found), found.shape[2]) == (len(words), sizes[1])
        expect(fits, "forward must return logits [batch, seq_len, n_tags].")
        # a missing total_length is another check's matter
        scores.append(F.pad(found, (0, 0, 0, words.shape[1] - found.shape[1])))
    return scores


@check("08_pos_tagging.tagger", points=2)
def padding(student, draw):
    """Sentences alone and in batches of all kinds: neither the padding nor the neighbours change a score."""
    sizes = [draw.size(14, 20), draw.size(4, 6), draw.size(6, 9), draw.size(8, 12)]
    batch, steps = draw.size(4, 5), 7
    first, *rest = draw.sizes(batch - 1, 1, 6)
    lengths = torch.tensor([first, 7, *rest])  # all different, and in no order
    real = torch.arange(steps) < lengths[:, None]
    words = draw.integers(1, sizes[0] - 1, batch, steps)
    padded = words.masked_fill(~real, 0)
    neighbours = torch.cat([padded[:1], draw.integers(1, sizes[0] - 1, batch - 1, steps)])
    turned, alike = torch.cat([lengths[:1], lengths[1:].flip(0)]), lengths[:1].repeat(batch)
    everyone, one, order = torch.arange(batch), torch.tensor([0]), torch.tensor([*range(1, batch), 0])
    tried = {
        "a short sentence gets other scores in a batch than alone. Is its padding read? Pack the batch by its lengths.":
            (everyone, padded, lengths),
        "with more padding, the scores change. Pack by the lengths.": (everyone, F.pad(padded, (0, 4)), lengths),
        "what stands in the padding changes the scores. Go by the lengths, not by the number 0.": (everyone, words, lengths),
        "in another order, the sentences get other scores.": (order, padded[order], lengths[order]),
        "with other neighbours, a sentence gets other scores.": (one, neighbours, turned),
        "sentences of one length in a wider batch get other scores: their padding is read.": (one, neighbours, alike),
        "one sentence with padding gets other scores than without: its padding is read.": (one, padded[:1], lengths[:1]),
    }  # fmt: skip
    batches = [tuple(batch) for _, *batch in tried.values()]
    batches += [(words[i : i + 1, :n], lengths[i : i + 1]) for i, n in enumerate(lengths.tolist())]
    for both, which in enumerate(WHICH):
        together, *_ = found = scores_of(student, sizes, bool(both), batches)
        alone = pad_sequence([scores[0] for scores in found[len(tried) :]], batch_first=True)

        def same(got, rows, within=True, alone=alone):
            """Tell whether the first sentences of a batch get the scores that these sentences get alone."""
            mask = real[rows] & within
            return agree(got[: len(rows), :steps][mask], alone[rows][mask], 1e-4, 1e-5)

        if not same(together, everyone):
            hint = "The answers come sorted by length. Return them in the order of the sentences."
            expect(not same(together, lengths.argsort(descending=True), within=real), hint)
            hint = "even the longest sentence gets other scores in a batch than alone. Do batch and time mix, or does a "
            longest = agree(together[1], alone[1], 1e-4, 1e-5)
            expect(longest, f"{which}: {hint}state go over from one sentence to the next?")
        for (hint, (rows, *_)), got in zip(tried.items(), found, strict=False):
            expect(same(got, rows), f"{which}: {hint}")


@check("08_pos_tagging.tagger", points=2)
def context(student, draw):
    """Which tags change with which word, in models of one direction and of two."""
    # many tags: behind a ReLU, another check's matter, the scores of few may all be 0 whatever the words are
    sizes = [draw.size(14, 20), draw.size(24, 28), draw.size(6, 9), draw.size(9, 13)]
    steps = 5
    row = torch.tensor([2 + n for n in draw.sizes(steps, 0, sizes[0] - 4)])
    words = row.repeat(steps + 2, 1)  # as it is, with one word changed, with two words swapped
    words[1:-1].fill_diagonal_(sizes[0] - 1)
    words[-1, :2] = row[[1, 0]]
    own = torch.eye(steps, dtype=torch.bool)
    before = torch.ones_like(own).triu()  # [changed word j, tag of word i]: j comes before i or is i
    batches = [(row[None], torch.tensor([steps])) for row in words]
    for both, which in enumerate(WHICH):
        found = torch.cat(scores_of(student, sizes, bool(both), batches))
        moves = (found[1:-1] - found[0]).abs().amax(-1) > 1e-6  # [changed word, place]
        back = bool((moves & ~before).any())
        spread, swap = (found[0] - found[0, :1]).abs().amax(-1)[1:], (found[-1] - found[0]).abs().amax(-1)[-1]
        expect_each({
            f"{which}: a word has no effect on its own tag.": moves.diagonal().all(),
            f"{which}: only the word itself counts. Is there an LSTM between embedding and scores?": moves[~own].any(),
            f"{which}: the sentence is read from its end. Read it from left to right.": not (back and not both and not moves[0, 1:].any()),
            f"{which}: later words change earlier tags. bidirectional=False must read to the right only. Is the argument used?":
                not (back and not both),
            f"{which}: earlier words have no effect on later tags. Is the state carried from word to word?": moves[before].all(),
            f"{which}: later words have no effect on earlier tags. Is the argument bidirectional used, and both halves of the output?":
                not (both and not back),
            f"{which}: some words do not reach all tags. Does the second direction run over the whole sentence?": not (both and not moves.all()),
            f"{which}: the order of the words before has no effect on the last tag.": swap > 1e-6,
            f"{which}: all words of a sentence get the same scores.": (spread > 1e-6).all(),
        })  # fmt: skip
