"""Exercise 2.4: CharRNN."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


def model_shapes_probe(names, x, hidden_size):
    """Build the student's model in the dtype of x; return what it gives for x, and on another device."""
    vocab_size = x.shape[-1]
    model = names["CharRNN"](vocab_size, hidden_size).to(x)
    answer = model(x)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    model = names["CharRNN"](vocab_size, hidden_size).to(x)
    elsewhere = on_another_device(lambda move: move(model)(move(x)))
    return {"pair": True, "logits": answer[0], "state": answer[1], **elsewhere}


@check("02_rnn_shapes.hihello", points=1)
def model_shapes(student, draw):
    batch, steps, units = draw.sizes(3, 2, 9)
    vocab = draw.choice([n for n in (3, 4, 6, 7, 10, 11) if n not in (batch, steps, units)])
    for b, t in ((batch, steps), (1, steps), (batch, 1)):
        dtype = torch.float32 if b > 1 else torch.float64
        letters = draw.integers(0, vocab - 1, b, t)
        x = nn.functional.one_hot(letters, vocab).to(dtype)
        reply = student.run(model_shapes_probe, x=x, hidden_size=units)
        expect(reply.flag("pair"), "forward must return two things: (logits, state).")
        logits, state = reply.tensor("logits"), reply.tensor("state")
        expect(
            list(logits.shape) != [1, b, units],
            "The state came first. Return the logits, then the state.",
        )
        expect(
            list(logits.shape) != [b, t, units],
            "The last axis has hidden_size numbers: a linear layer from hidden_size to vocab_size is "
            "missing.",
        )
        expect(
            list(logits.shape) != [b * t, vocab],
            f"Shape {list(logits.shape)}: the batch axis is lost. Is it flattened, or a batch of one "
            "squeezed away?",
        )
        expect_shape(logits, [b, t, vocab], "one score for every letter, at every step of every sequence.")
        expect(
            logits.is_floating_point(),
            "The logits must be scores, not the numbers of letters: is there an argmax?",
        )
        expect_dtype(logits, dtype, "the logits must have the dtype of the input.")
        said = "return it as nn.RNN gives it, [num_layers, batch, hidden_size], never batch-first."
        expect(
            state.dim() == 3 and list(state.shape[1:]) == [b, units],
            f"The state has shape {list(state.shape)}: {said}",
        )
        expect_another_device(
            reply,
            "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
        )


def model_state_probe(names, x, cut, hidden_size):
    """Return the scores of an untrained model for x: whole, again, row by row, and in two parts."""
    model = names["CharRNN"](x.shape[-1], hidden_size).to(x).eval()

    class Unfit(Exception):
        pass

    def scores(x, state=None):
        answer = model(x) if state is None else model(x, state)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise Unfit("pair")
        if not isinstance(answer[0], torch.Tensor) or answer[0].numel() != x.numel():
            raise Unfit("sizes")
        return answer[0].reshape(x.shape), answer[1]

    reply = {"problem": "", "failed": ""}
    with torch.no_grad():
        try:
            reply["whole"] = scores(x)[0]
            reply["again"] = scores(x)[0]
        except Unfit as error:
            return {"problem": str(error)}
        step = "rows"
        try:
            reply["rows"] = torch.cat([scores(row)[0] for row in x.split(1)])
            step = "front"
            reply["front"], state = scores(x[:, :cut])
            reply["fresh"], _ = scores(x[:, cut:])
            step = "back"
            reply["back"], _ = scores(x[:, cut:], state)
        except Exception:
            reply["failed"] = step
    return reply


@check("02_rnn_shapes.hihello", points=2)
def model_state(student, draw):
    batch, units = draw.size(3, 5), draw.size(17, 24)  # so many units that a ReLU head is never all dead
    vocab, steps = draw.sizes(2, 6, 8)
    cut = draw.size(3, 4)
    letters = draw.integers(0, vocab - 1, batch, steps)
    x = nn.functional.one_hot(letters, vocab).float()
    reply = student.run(model_state_probe, x=x, cut=cut, hidden_size=units)
    problem = reply.text("problem")
    expect(problem != "pair", "forward must return two things: (logits, state).")
    expect(
        problem != "sizes", "forward must return one score for every letter, at every step of every sequence."
    )
    whole, failed = reply.tensor("whole"), reply.text("failed")
    expect_close(
        reply.tensor("again"),
        whole,
        "The same input gave two different answers: is a state kept in the module, or made up in forward?",
    )
    expect(failed != "rows", "After a batch of several, a batch of one fails: what does the first batch fix?")
    expect_close(
        reply.tensor("rows"),
        whole,
        "A sequence's scores change with its neighbours: is batch_first missing, or do batch and time mix?",
    )
    expect(failed != "front", "After a long text, a shorter one fails: what does the first text fix?")
    expect_close(
        reply.tensor("front"),
        whole[:, :cut],
        "Earlier scores change with later letters: does the model read ahead?",
    )
    expect(
        failed != "back", "The model cannot go on from the state that it returned: is it as nn.RNN gives it?"
    )
    fresh = reply.tensor("fresh")
    expect_close(
        reply.tensor("back"),
        whole[:, cut:],
        "Reading in two parts, with the state handed over, differs from reading the whole text.",
        mistakes={
            "The state that is passed in has no effect, or the state returned is not the last one.": fresh
        },
    )
    expect(
        not torch.allclose(fresh, whole[:, cut:], rtol=1e-4, atol=1e-5),
        "The scores do not depend on earlier letters: the model has no memory.",
    )


WORDS = ("ihello", "llehih")


def ihello_probe(names, x, targets, hidden_size):
    """Train the student's model on one text; return its scores for it, or what hindered that."""
    for _ in range(3):
        model = names["CharRNN"](x.shape[-1], hidden_size).to(x)
        weights = list(model.parameters())
        if not weights:
            return {"problem": "no weights"}
        means = [torch.zeros_like(w) for w in weights]  # Adam, without the slow import of torch.optim
        squares = [torch.zeros_like(w) for w in weights]
        for step in range(1, 201):
            answer = model(x)
            logits = answer[0] if isinstance(answer, (tuple, list)) else answer
            if not isinstance(logits, torch.Tensor) or logits.numel() != x.numel():
                return {"problem": "sizes"}
            if not logits.requires_grad:
                return {"problem": "gradient"}
            loss = torch.nn.functional.cross_entropy(logits.reshape(targets.numel(), -1), targets)
            if loss < 0.03:
                break
            try:
                grads = torch.autograd.grad(loss, weights, allow_unused=True)
            except RuntimeError as error:
                if "second time" not in str(error):
                    raise
                return {"problem": "stale"}
            with torch.no_grad():
                for w, g, mean, square in zip(weights, grads, means, squares, strict=True):
                    if g is not None:
                        mean.lerp_(g, 0.1)
                        square.lerp_(g * g, 0.01)
                        scale = (square / (1 - 0.99**step)).sqrt() + 1e-8
                        w -= 0.03 * mean / (1 - 0.9**step) / scale
        if loss < 0.03:
            break
    model.eval()
    with torch.no_grad():
        answers = [model(x) for _ in range(2)]
        for sign in (1, -1) * 4:  # untrained, to see which signs the scores can have
            answers.append(names["CharRNN"](x.shape[-1], hidden_size).to(x)(sign * x))
    all_scores = [a[0] if isinstance(a, (tuple, list)) else a for a in answers]
    first, second = all_scores[:2]
    return {
        "problem": "",
        "logits": first.reshape(x.shape),
        "again": second.reshape(x.shape),
        "lowest": min(scores.min().item() for scores in all_scores),
    }


@check("02_rnn_shapes.hihello", points=2, seconds=30)
def ihello(student, draw):
    letters = draw.choice(["hielo", "elohi", "olieh", "ehlio"])
    # The second text is the first read backwards: what counts steps and reads no letters cannot learn both.
    texts, words = ([[letters.index(c) for c in w] for w in pair] for pair in (("hihell", "ollehi"), WORDS))
    x = nn.functional.one_hot(torch.tensor(texts), 5).float()
    targets = torch.tensor(words).flatten()
    reply = student.run(ihello_probe, x=x, targets=targets, hidden_size=draw.size(14, 18))
    problem = reply.text("problem")
    expect(
        problem != "no weights", "The model has no parameters: are the layers attributes, made in __init__?"
    )
    expect(
        problem != "sizes",
        "Training needs one score for every letter at every step: is the linear layer missing?",
    )
    expect(
        problem != "gradient",
        "Nothing can be learned: the logits have no gradient. Is there an argmax, detach or no_grad?",
    )
    expect(
        problem != "stale",
        "The second training step fails: a state is kept in the module from one call to the next.",
    )
    logits = reply.tensor("logits")
    expect(logits.is_floating_point(), "The logits must be scores, not the numbers of letters.")
    expect(
        list(logits.shape) == [2, 6, 5],
        "The trained model does not give one score for every letter at every step.",
    )
    loss = nn.functional.cross_entropy(logits.flatten(0, 1).double(), targets).item()
    decoded = tuple("".join(letters[i] for i in row) for row in logits.argmax(-1).tolist())
    relu = "No score is ever below 0: is there a ReLU on the scores? CrossEntropyLoss wants them raw."
    unsigned = reply.number("lowest") >= 0  # of the trained model and of eight untrained ones
    if decoded == WORDS and loss < 0.25:
        expect(not unsigned, relu)
        return
    expect_close(
        reply.tensor("again"),
        logits,
        "The trained model gave two different answers to the same text: is something made up in forward?",
    )
    low, high = logits.min().item(), logits.max().item()
    sums = logits.sum(-1)
    expect(
        not (low >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-3)),
        "The scores of a step add up to 1: a softmax stands before the loss. CrossEntropyLoss wants "
        "the raw scores.",
    )
    expect(
        not (low >= 0 and high <= 1),
        "The scores are probabilities, between 0 and 1. CrossEntropyLoss wants raw scores, without "
        "softmax or sigmoid.",
    )
    expect(
        not (low >= -1 and high <= 1),
        "The scores cannot leave [-1, 1], so the loss cannot become small. Are tanh states used as "
        "scores? Add a linear layer.",
    )
    expect(not unsigned, relu)
    same = torch.allclose(logits[0, [0, 4]], logits[0, [2, 5]], atol=1e-4)  # the two h, the two l
    expect(
        not same,
        "After training, the same letter always gets the same answer: the model has no memory of "
        "earlier letters.",
    )
    expect(False, "After training, the model still does not turn hihell into ihello, and ollehi into llehih.")
