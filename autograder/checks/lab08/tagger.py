"""Exercise 8.3: LSTMTagger."""

import torch
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.lab08.common import PAD
from autograder.checks.shared import expect_another_device, on_another_device, with_drawn_weights
from autograder.contracts import keeps_promises


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
    """Run the student's model on another device; lengths stay on the CPU."""
    model = names["LSTMTagger"](*sizes.tolist())
    return on_another_device(lambda move: move(model)(move(words), lengths))


def head_probe(names, words, sizes):
    """Return the scores of one full sentence, from a model with a hidden state of two numbers."""
    torch.manual_seed(0)
    model = names["LSTMTagger"](*sizes.tolist(), bidirectional=False).to(words.device).eval()
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(2)
        return {"scores": model(words, torch.tensor([words.shape[1]]))}


def call_tagger(names, kept, words, lengths, vocab, n_tags, width, units, both, training, double, seed):
    key = (vocab, n_tags, width, units, both, double, seed)
    if key not in kept:
        with torch.random.fork_rng(devices=[]):
            made = names["LSTMTagger"](vocab, n_tags, width, units, bidirectional=both)
        kept[key] = with_drawn_weights(made.double() if double else made, seed, (n_tags, 2 * units))
    model = kept[key].to(words.device).train(training)
    count = sum(p.numel() for p in model.parameters())
    with torch.enable_grad():
        logits = model(words, lengths)
        if logits.shape != (*words.shape, n_tags):
            return count, logits, logits
        real = torch.arange(words.shape[1]) < lengths[:, None]
        scores = torch.where(real.to(words.device)[..., None], logits, torch.zeros_like(logits))
        rows = [p for p in model.parameters() if tuple(p.shape) == (vocab, width)]
        found = torch.autograd.grad(scores.square().sum(), rows, allow_unused=True) if rows else [None]
    return count, scores.detach(), logits.new_zeros(()) if found[0] is None else found[0]


def tagger_of(words, lengths, vocab, n_tags, width, units, both, training, double, seed):
    """Return what the layers of the card give, with the same weights."""
    parts = torch.nn.ModuleList(
        [
            torch.nn.Embedding(vocab, width),
            torch.nn.LSTM(width, units, batch_first=True, bidirectional=both),
            torch.nn.Linear((1 + both) * units, n_tags),
        ]
    )
    with_drawn_weights(parts.double() if double else parts, seed, (n_tags, 2 * units))
    rows, lstm, head = parts
    packed = pack_padded_sequence(rows(words), lengths, batch_first=True, enforce_sorted=False)
    output, _ = pad_packed_sequence(lstm(packed)[0], batch_first=True, total_length=words.shape[1])
    scores = head(output) * (torch.arange(words.shape[1]) < lengths[:, None])[..., None]
    (gradient,) = torch.autograd.grad(scores.square().sum(), rows.weight)
    return sum(p.numel() for p in parts.parameters()), scores.detach(), gradient


def tagger_cases(draw):
    """Return two batches of one size in train mode, two models of one size, both directions, long and short ones."""
    n_tags, width, units = draw.sizes(3, 5, 9)
    cases = []
    for batch, steps, both, training, double, seed in (
        (3, 6, False, True, False, 1),
        (3, 6, False, True, False, 1),
        (3, 6, False, False, False, 2),
        (1, 1, False, False, True, 1),
        (1, 140, False, False, False, 1),
        (2, 70, True, True, True, 1),
        (3, 6, True, False, False, 2),
    ):
        sizes = {"vocab": 23, "n_tags": n_tags, "width": width, "units": units + 10}
        lengths = torch.tensor([steps, max(1, steps - 2), max(1, steps // 3)][:batch])
        lengths = lengths.flip(0)
        words = draw.integers(1, 22, batch, steps)
        case = {"words": words, "lengths": lengths, **sizes, "both": both, "training": training}
        cases.append({**case, "double": double, "seed": seed})
    return cases


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
            got != [batch, tags],
            "One answer for each sentence. The task asks for one for each word: use all outputs.",
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
    row = torch.arange(1, 31)[None]
    reply = student.run(head_probe, words=row, sizes=torch.tensor([31, 12, 1, 2]))
    heights = torch.linalg.svdvals(reply.tensor("scores").reshape(30, 12).double())
    expect(  # at most 6 directions, with a second chain and the embedding; what bends the scores adds more
        bool(heights[6] < 5e-6 * heights[0]),
        "The scores are not just one linear layer over the LSTM's outputs. Is there an activation after it, or "
        "another layer before it?",
    )
    words, lengths = torch.tensor([[1, 1, 1], [1, 1, 0]]), torch.tensor([3, 2])
    reply = student.run(device_probe, words=words, lengths=lengths, sizes=torch.tensor(sizes[2:]))
    expect_another_device(reply, OWN_TENSOR)
    keeps_promises(
        student, call_tagger, tagger_cases(draw), tagger_of, results=TAGGER_PARTS,
        axes=("sentence", "word", "tag"), stay=("lengths",), rtol=1e-3,
    )  # fmt: skip


TAGGER_PARTS = (
    "The number of parameters (embedding, one LSTM layer with hidden_size units in each direction, whose outputs are "
    "joined, one linear layer)",
    "The score of a word",
    "The gradient that reaches the embedding",
)


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
    # many tags: behind a ReLU, another check's matter, the scores of few may all be 0 whatever the words are
    vocab, tags, width, units = draw.size(14, 20), draw.size(24, 28), draw.size(6, 9), draw.size(9, 13)
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
