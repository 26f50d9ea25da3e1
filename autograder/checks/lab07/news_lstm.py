"""Exercise 7.4: NewsLSTM."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_shape
from autograder.checks.shared import with_drawn_weights
from autograder.contracts import keeps_promises


def lstm_probe(names, padded, lengths, sizes):
    """Return the student's logits with the weights of his LSTM and of his linear layer."""
    n_features, hidden_size, num_layers, n_targets = sizes.tolist()
    lengths = lengths.cpu()  # packing wants them there
    torch.manual_seed(0)
    model = names["NewsLSTM"](n_features, hidden_size, num_layers, n_targets).to(padded)
    with torch.no_grad():
        for p in model.parameters():  # large enough that every step shows
            p.mul_(2)
    logits = model(padded, lengths)
    reply = {"logits": logits}
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


def call_news(names, kept, padded, lengths, hidden, layers, n_targets, training, seed, apart):
    key = (padded.shape[2], hidden, layers, n_targets, padded.dtype, seed)
    if key not in kept:
        with torch.random.fork_rng(devices=[]):
            made = names["NewsLSTM"](padded.shape[2], hidden, layers, n_targets).to(padded)
        kept[key] = with_drawn_weights(made, seed, (n_targets, 2 * hidden))
    model = kept[key].train(training)
    count = sum(p.numel() for p in model.parameters())
    if not apart:
        return model(padded, lengths), count, model.training
    texts = enumerate(zip(padded, lengths.tolist(), strict=True))
    alone = [model(row[None, :n], lengths[i : i + 1]) for i, (row, n) in texts]
    if alone[0].shape != (1, n_targets):
        raise ValueError(
            f"for a batch of one text, the scores are {list(alone[0].shape)}, not [1, {n_targets}]"
        )
    try:
        together = model(padded, lengths)
    except RuntimeError as error:
        hint = (
            "texts alone work, several in one batch fail: is a batch size kept or written down in the model?"
        )
        raise RuntimeError(f"{error} ({hint})") from error
    return together - torch.cat(alone), model.training


def news_of(padded, lengths, hidden, layers, n_targets, training, seed, apart):
    """Return the scores of each text by itself, with the same weights."""
    lstm = nn.LSTM(padded.shape[2], hidden, layers, batch_first=True, bidirectional=True).to(padded)
    parts = with_drawn_weights(
        nn.ModuleList([lstm, nn.Linear(2 * hidden, n_targets).to(padded)]), seed, (n_targets, 2 * hidden)
    )
    if apart:
        return padded.new_zeros(len(padded), n_targets), training
    _, (h, _) = lstm(padded)
    joined = torch.cat([h[-2], h[-1]], 1)
    return parts[1](joined.relu()), sum(p.numel() for p in parts.parameters()), training


PARTS = (
    "the scores of a text",
    "the number of parameters (one bidirectional nn.LSTM, one nn.Linear, no more)",
    "the model's mode",
)
APART = (
    "a text in a batch gets other scores than alone (the model reads the padding, or its neighbours: pack by length, take "
    "the final states, undo any sorting of your own): what lies between the two",
    "the model's mode",
)


def news_cases(draw, apart):
    """Return batches by what they show; only with `apart` do their lengths differ."""
    n_features, hidden, n_targets = draw.sizes(3, 4, 8)

    def drawn(*lengths, layers=1, more=0, dtype=torch.float32, training=True, seed=1, scale=1.0):
        padded = draw.normal(len(lengths), max(lengths) + more, n_features, dtype=dtype, scale=scale)
        sizes = {
            "hidden": hidden,
            "layers": layers,
            "n_targets": n_targets,
            "training": training,
            "seed": seed,
        }
        return {"padded": padded, "lengths": torch.tensor(lengths), **sizes, "apart": apart}

    if not apart:
        return {
            "With some texts": drawn(5, 5, 5, layers=2),
            "With another model and batch of the same size": drawn(5, 5, 5, layers=2, seed=2, training=False),
            "With a batch of one text": drawn(4, layers=3),
            "With 140 vectors, in float64": drawn(140, 140, dtype=torch.float64, training=False),
            "With vectors 50 times as large": drawn(3, 3, scale=50.0),
            "With one text of one vector": drawn(1, layers=2),
        }
    zeros = drawn(2, 5, 1, 3, layers=2)
    zeros["padded"][torch.arange(5) >= zeros["lengths"][:, None]] = 0
    return {
        "Texts of unequal lengths": zeros,
        "Numbers other than zero in the padding (trust the lengths, not the zeros)": (
            drawn(2, 5, 1, 3, layers=2, training=False)
        ),
        "The same in another order": drawn(3, 1, 5, 2, layers=2, training=False),
        "A padded tensor that is longer than the longest text": drawn(2, 4, 1, more=3, training=False),
        "Another model": drawn(4, 1, 5, 5, layers=2, seed=2),
        "70 and 140 vectors, in float64": drawn(70, 140, dtype=torch.float64),
        "Two texts": drawn(1, 3),
    }


@check("07_ag_news.news_lstm", points=2)
def scores(student, draw):
    """The layers are those of the card, and the scores are made of the right states, with names for the usual others."""
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
            "The task asks for one nn.LSTM, and no other recurrent layer.",
        )
        expect(
            reply.number("linears") == 1,
            "The task asks for one nn.Linear: from the joined states to the scores.",
        )
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
    drawn = news_cases(draw, False)
    keeps_promises(
        student, call_news, [*drawn.values()], news_of, results=PARTS, axes=("text", "topic"),
        notes=tuple(drawn), gradients=("padded",), stay=("lengths",),
    )  # fmt: skip


@check("07_ag_news.news_lstm", points=2)
def padding(student, draw):
    """In batches of every form, each text gets the scores that the same model gives it alone."""
    drawn = news_cases(draw, True)
    keeps_promises(
        student, call_news, [*drawn.values()], news_of, results=APART, axes=("text", "topic"),
        notes=tuple(drawn), stay=("lengths",),
    )  # fmt: skip
