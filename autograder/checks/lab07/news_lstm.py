"""Exercise 7.4: NewsLSTM."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_shape


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
    order = draw.permutation(batch)
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
