"""Exercise 4.3: CharLSTM."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape, travels
from autograder.checks.shared import flat_gradient
from autograder.contracts import keeps_promises, same_values


def char_probe(names, x, rnn_size, mlp_size):
    """Run the student's model in eval mode while nn.LSTM and the linear layers are watched."""
    import torch.nn.functional as F

    modules, weights = [], []
    plain_linear, plain_forward = F.linear, torch.nn.LSTM.forward

    def linear(input, weight, bias=None):
        if not any(weight is known for known, _ in weights):
            weights.append((weight, bias))
        return plain_linear(input, weight, bias)

    def forward(self, *inputs, **named):
        if not any(self is module for module in modules):
            modules.append(self)
        return plain_forward(self, *inputs, **named)

    model = names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x).eval()
    F.linear, torch.nn.LSTM.forward = linear, forward
    try:
        with torch.no_grad():
            answer = model(x)
    finally:
        F.linear, torch.nn.LSTM.forward = plain_linear, plain_forward
    lone = not isinstance(answer, (tuple, list))
    reply = {"log_probs": answer if lone else answer[0] if len(answer) else None}
    reply |= {"lstms": len(modules), "linears": len(weights)}
    if modules:
        lstm = modules[0]
        reply |= {"layers": lstm.num_layers, "directions": 2 if lstm.bidirectional else 1}
        reply |= {name: p for name, p in lstm.named_parameters()}
    for i, (weight, bias) in enumerate(weights[:8]):
        reply |= {f"weight{i}": weight, f"bias{i}": weight.new_zeros(len(weight)) if bias is None else bias}
    return reply


def char_reference(reply, x, rnn_size):
    """Return from the student's own weights: a function of the LSTM's output to scores, and the outputs."""
    lstm = nn.LSTM(x.shape[-1], rnn_size, batch_first=True).to(x)
    with torch.no_grad():
        for name, p in lstm.named_parameters():
            p.copy_(reply.tensor(name))
    W1, b1, W2, b2 = (reply.tensor(name) for name in ("weight0", "bias0", "weight1", "bias1"))

    def scores(output, between=torch.relu):
        return between(output @ W1.T + b1) @ W2.T + b2

    with torch.no_grad():
        return scores, lstm(x)[0], lstm(x.transpose(0, 1))[0].transpose(0, 1)


def expect_structure(reply, vocab, rnn, mlp):
    """Fail unless one nn.LSTM and two linear layers of the right sizes ran."""
    expect(
        reply.number("lstms") > 0,
        "No nn.LSTM ran. Make it in __init__ and use it in forward.",
    )
    expect(reply.number("lstms") == 1, "More than one nn.LSTM ran. The task asks for one.")
    expect(reply.number("layers") == 1, "The LSTM has several layers. The task asks for one.")
    expect(reply.number("directions") == 1, "The LSTM reads in both directions, so it sees what it predicts.")
    W_ih = reply.tensor("weight_ih_l0")
    expect(
        list(W_ih.shape) == [4 * rnn, vocab],
        f"The LSTM reads {W_ih.shape[1]} numbers a step and has {W_ih.shape[0] // 4} units. It should read "
        "vocab_size and have rnn_size units.",
    )
    linears = reply.number("linears")
    expect(
        linears == 2,
        f"The MLP ran with {linears} linear layer(s). It has two: rnn_size to mlp_size, and mlp_size to vocab_size.",
    )
    first, second = list(reply.tensor("weight0").shape), list(reply.tensor("weight1").shape)
    expect(
        first == [mlp, rnn] and second == [vocab, mlp],
        f"The linear layers go from {first[1]} to {first[0]} and from {second[1]} to {second[0]}. The task asks for "
        "rnn_size to mlp_size, and mlp_size to vocab_size.",
    )


@travels
def char_answer(names, kept, x, rnn_size, mlp_size, weights, h=None, c=None, training=False):
    """Run the student's model, built once a size, with these weights; return its answer and its parameters."""
    sizes, random = (x.shape[-1], rnn_size, mlp_size), torch.get_rng_state()
    if (*sizes, x.dtype) not in kept:
        kept[(*sizes, x.dtype)] = names["CharLSTM"](*sizes).to(x.device, x.dtype)
        torch.set_rng_state(random)
    model = kept[(*sizes, x.dtype)].train(training)
    first = [m for m in model.modules() if isinstance(m, torch.nn.LSTM)]
    linears = [m for m in model.modules() if isinstance(m, torch.nn.Linear)]
    linears.sort(key=lambda m: (m.in_features, m.out_features) != (rnn_size, mlp_size))
    parameters = [p for layer in first + linears for p in layer.parameters()]
    count = sum(p.numel() for p in model.parameters())
    if count != len(weights) or count != sum(p.numel() for p in parameters):
        raise ValueError(f"the layers have {count} weights, the task asks for {len(weights)}")
    with torch.no_grad():
        for p, values in zip(parameters, weights.split([p.numel() for p in parameters]), strict=True):
            p.copy_(values.view(p.shape))
    with torch.enable_grad():
        answer = model(x) if h is None else model(x, (h, c))
    if training:
        torch.set_rng_state(random)  # dropout draws
    return answer, parameters


def call_rows(names, kept, **case):
    answer, parameters = char_answer(names, kept, **case)
    log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
    return log_probs, flat_gradient([log_probs], parameters, torch.square)


def call_state(names, kept, **case):
    (_, (h, c)), parameters = char_answer(names, kept, **case)
    return h, c, flat_gradient([h, c], parameters, torch.square)


def right_char(x, rnn_size, mlp_size, weights, h=None, c=None, training=False):
    """Return log-probabilities, h, c and the parameters of the right model."""
    lstm = nn.LSTM(x.shape[-1], rnn_size, batch_first=True)
    model = nn.ModuleList([lstm, nn.Linear(rnn_size, mlp_size), nn.Linear(mlp_size, x.shape[-1])]).to(x)
    nn.utils.vector_to_parameters(weights, model.parameters())
    output, (h, c) = lstm(x, None if h is None else (h, c))
    return model[2](model[1](output).relu()).log_softmax(-1).flatten(0, 1), h, c, list(model.parameters())


def right_rows(**case):
    log_probs, _, _, parameters = right_char(**case)
    return log_probs.detach(), flat_gradient([log_probs], parameters, torch.square)


def right_state(**case):
    _, h, c, parameters = right_char(**case)
    return h.detach(), c.detach(), flat_gradient([h, c], parameters, torch.square)


def char_case(draw, batch, steps, sizes, dtype=torch.float32, scale=0.4, **more):
    """Draw one-hot letters and weights; with `state`, a state to go on from."""
    vocab, rnn, mlp = sizes
    x = nn.functional.one_hot(draw.integers(0, vocab - 1, batch, steps), vocab).to(dtype)
    count = 4 * rnn * (vocab + rnn + 2) + mlp * (rnn + 1) + vocab * (mlp + 1)
    state = {n: draw.normal(1, batch, rnn, dtype=dtype) for n in "hc"} if more.pop("state", False) else {}
    weights = draw.normal(count, scale=scale, dtype=dtype)
    return {"x": x, "rnn_size": rnn, "mlp_size": mlp, "weights": weights} | state | more


def char_cases(draw, **more):
    """Draw cases of several sizes, with a state to go on from if asked, and both modes if asked."""
    sizes = tuple(draw.sizes(3, 4, 9))
    cases = [char_case(draw, 3, 5, sizes, **more), char_case(draw, 3, 5, sizes, **more)]
    cases += [char_case(draw, 1, 1, sizes, **more), char_case(draw, 1, 1, (2, 1, 3), **more)]
    return [
        *cases,
        char_case(draw, 3, 5, sizes, scale=1.5, **more),
        char_case(draw, 2, 4, sizes, torch.float64, **more),
    ]


@check("04_char_lstm.char_lstm", points=1)
def log_probabilities(student, draw):
    """Structure, shapes and numbers in eval mode, and what every exercise promises."""
    batch, steps, rnn, mlp = draw.sizes(4, 3, 11)
    vocab = draw.size(12, 16)
    b, t = batch, steps
    letters = draw.integers(0, vocab - 1, b, t)
    x = nn.functional.one_hot(letters, vocab).float()
    reply = student.run(char_probe, x=x, rnn_size=rnn, mlp_size=mlp)
    log_probs = reply.tensor("log_probs")
    shape = list(log_probs.shape)
    expect(shape != [b, t, vocab], f"Shape {shape}: join batch and time, [batch · seq, vocab_size].")
    expect(shape != [b, vocab], f"Shape {shape}: only one step of each sequence is left. Keep all steps.")
    expect_shape(
        log_probs,
        [b * t, vocab],
        "one row for each step of each sequence, one number for each character.",
    )
    expect_dtype(log_probs, x.dtype, "the log-probabilities have the dtype of the input.")
    expect_structure(reply, vocab, rnn, mlp)
    scores, output, mixed = char_reference(reply, x, rnn)
    raw = scores(output)

    def rows(values):
        return values.reshape(b * t, vocab)

    for wrong in (rows(raw.log_softmax(1)), rows(raw.log_softmax(0)), rows(raw).log_softmax(0)):
        expect(
            not torch.allclose(log_probs, wrong, rtol=1e-3, atol=1e-4),
            "The log-softmax runs over the wrong axis. Each row is a choice among the characters: dim=-1.",
        )
    mistakes = {
        "These are raw scores: the log-softmax is missing.": rows(raw),
        "These are probabilities. NLLLoss wants their logarithms.": rows(raw.softmax(-1)),
        "There are two softmax: the scores become probabilities, and these are taken for scores again.": (
            rows(raw.softmax(-1).log_softmax(-1))
        ),
        "The sign is wrong: NLLLoss itself turns it round.": rows(-raw.log_softmax(-1)),
        "A sigmoid stands at the end: the characters compete, so it takes a log-softmax.": rows(
            raw.sigmoid()
        ),
        "A log-sigmoid stands at the end: the characters compete, so it takes a log-softmax.": rows(
            nn.functional.logsigmoid(raw)
        ),
        "The ReLU of the MLP is missing: two linear layers in a row are only one.": rows(
            scores(output, lambda z: z).log_softmax(-1)
        ),
        "The MLP has another activation in the middle. The task asks for a ReLU.": rows(
            scores(output, torch.tanh).log_softmax(-1)
        ),
        "A ReLU stands on the scores, too: no score can be below 0 then.": rows(raw.relu().log_softmax(-1)),
        "A ReLU stands on the output of the LSTM, too. The task asks for one ReLU, inside the MLP.": rows(
            scores(output.relu()).log_softmax(-1)
        ),
        "The LSTM takes the batch for time: is batch_first=True missing?": rows(
            scores(mixed).log_softmax(-1)
        ),
        "The rows come in the order of time: first all sequences at step 0. The task asks for "
        "sequence after sequence.": (rows(raw.log_softmax(-1).transpose(0, 1))),
        "`view` mixes batch and time: it never swaps axes.": rows(
            scores(output.reshape(t, b, -1).transpose(0, 1)).log_softmax(-1)
        ),
    }
    expect_close(
        log_probs,
        rows(raw.log_softmax(-1)),
        "In eval mode the log-probabilities differ from LSTM → Linear → ReLU → Linear → log-softmax. Is "
        "dropout still on?",
        mistakes=mistakes,
        rtol=1e-3,
        atol=1e-4,
    )
    cases = char_cases(draw)
    cases += [char_case(draw, 3, 4, (4, 5, 6), state=True), char_case(draw, 2, 135, (3, 2, 5))]
    keeps_promises(
        student, call_rows, cases, right_rows, rtol=1e-3, atol=1e-4, axes=("row", "character"),
        results=("the log-probabilities", "their gradient for all weights"),
    )  # fmt: skip


def state_probe(names, **case):
    """Return the student's answer for one case, or what stands in the way of reading its state."""
    answer, _ = char_answer(names, {}, **case)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"problem": "forward must return two things: (log-probabilities, state)."}
    if answer[1] is None:
        return {"problem": "The state is None. Return the state that nn.LSTM gives."}
    if not isinstance(answer[1], (tuple, list)) or len(answer[1]) != 2:
        return {"problem": "The state of an LSTM is a pair (h, c). Return both, as nn.LSTM gives them."}
    return {"problem": "", "h": answer[1][0], "c": answer[1][1]}


@check("04_char_lstm.char_lstm", points=1)
def state(student, draw):
    """The state goes in and out as nn.LSTM gives it, in both modes, and nothing stays in the module."""
    cases = char_cases(draw, state=True)
    case, batch = cases[0], len(cases[0]["x"])
    reply = student.run(state_probe, **case)
    expect(not reply.text("problem"), reply.text("problem"))
    said = "the state has one layer, then the batch, then rnn_size. Return it as nn.LSTM gives it."
    for name in "hc":
        expect_shape(reply.tensor(name), [1, batch, case["rnn_size"]], said)

    def after(**changes):
        return torch.cat(right_char(**case | changes)[1:3]).detach()

    h, c, found = case["h"], case["c"], torch.cat([reply.tensor("h"), reply.tensor("c")])
    right = after()
    known = {
        "The state that is passed in has no effect.": after(h=None, c=None),
        "The c of the state has no effect: only h is carried on.": after(c=0 * c),
        "The h of the state has no effect: only c is carried on.": after(h=0 * h),
        "h and c of the state are swapped: return (h, c), as nn.LSTM gives them.": right.roll(1, 0),
        "The two parts of the returned state are the same: return h and c.": right[[0, 0]],
        "The state that came in is returned: return the last one.": torch.cat([h, c]),
        "The state is the one before the last step: return the last one.": after(x=case["x"][:, :-1]),
    }
    for hint, wrong in known.items():
        expect(not same_values(found, wrong, 1e-4, 1e-5), hint)
    cases += [case | {"h": 0 * h}, cases[1] | {"training": True}]
    cases += [char_case(draw, 3, 5, (4, 5, 6), training=True) for _ in range(2)]
    keeps_promises(
        student, call_state, cases, right_state, rtol=1e-3, atol=1e-4, device=False,
        results=("h of the returned state", "c of the returned state", "the gradient from the state to all weights"),
    )  # fmt: skip


def dropout_probe(names, x, rnn_size, mlp_size, weights):
    """Watch what goes into the LSTM and the linear layers, in train mode and in eval mode."""
    import torch.nn.functional as F

    plain_linear, plain_forward = F.linear, torch.nn.LSTM.forward
    seen = {}

    def linear(input, weight, bias=None):
        output = plain_linear(input, weight, bias)
        pairs = seen.setdefault(id(weight), [])
        pairs.append((input.detach().flatten(0, -2).clone(), output.detach().flatten(0, -2).clone()))
        return output

    def forward(self, sentence, hx=None):
        output, state = plain_forward(self, sentence, hx)
        time = 1 if self.batch_first else 0
        seen.setdefault("lstm", []).append((sentence.detach().clone(), output.detach().clone(), time))
        seen["module"] = self
        return output, state

    reply, model = {"problem": "", "unreached": ""}, names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x)
    F.linear, torch.nn.LSTM.forward = linear, forward
    try:
        for mode in ("train", "eval"):
            seen.clear()
            answer = model.train(mode == "train")(x)
            log_probs = answer[0] if isinstance(answer, (tuple, list)) else answer
            if "lstm" not in seen:
                return {"problem": "lstm"}
            linears = [pairs for key, pairs in seen.items() if key not in ("lstm", "module")]
            if len(linears) != 2:
                return {"problem": "linears"}
            time = seen["lstm"][0][2]
            output = torch.cat([o for _, o, _ in seen["lstm"]], dim=time)
            output = output if time == 1 else output.transpose(0, 1)
            reply[f"{mode}_input"] = sum(int((i == 1).sum()) for i, _, _ in seen["lstm"])
            reply[f"{mode}_output"] = output
            for i, pairs in enumerate(linears):
                reply[f"{mode}_in{i}"] = torch.cat([a for a, _ in pairs])
                reply[f"{mode}_out{i}"] = torch.cat([b for _, b in pairs])
            reply[f"{mode}_log_probs"] = log_probs
            if mode == "train":
                reply["argument"] = seen["module"].dropout > 0
                if not log_probs.requires_grad:
                    return {"problem": "gradient"}
                if log_probs.numel() == weights.numel():
                    (log_probs * weights.reshape(log_probs.shape)).sum().backward()
                    left = [n for n, p in model.named_parameters() if p.requires_grad and p.grad is None]
                    reply["unreached"] = ", ".join(left)
                    reply["frozen"] = not all(p.requires_grad for p in model.parameters())
    finally:
        F.linear, torch.nn.LSTM.forward = plain_linear, plain_forward
    return reply


def dropped(before, after, tolerance=1e-3):
    """Return the share of positive numbers set to zero, and the factor of the others: None if it varies."""
    alive = before > 1e-3
    before, after = before[alive], after[alive]
    zero = after == 0
    ratio = (after[~zero] / before[~zero]).double()
    if len(ratio) == 0:
        return 1.0, None
    steady = (ratio - ratio.median()).abs().max() < tolerance * ratio.median().abs()
    return zero.double().mean().item(), ratio.median().item() if steady else None


@check("04_char_lstm.char_lstm", points=1)
def dropout(student, draw):
    """Dropout of rate 0.4 in both places, in train mode only, and a gradient to every weight."""
    batch, steps, vocab, rnn, mlp = 4, 20, draw.size(9, 14), draw.size(50, 60), draw.size(61, 70)
    letters = draw.integers(0, vocab - 1, batch, steps)
    x = nn.functional.one_hot(letters, vocab).float()
    weights = draw.normal(batch * steps, vocab)
    reply = student.run(dropout_probe, x=x, rnn_size=rnn, mlp_size=mlp, weights=weights)
    problem = reply.text("problem")
    expect(problem != "lstm", "No nn.LSTM ran. Make it in __init__ and use it in forward.")
    expect(problem != "linears", "The MLP has two linear layers; another number of them ran.")
    expect(
        problem != "gradient", "Nothing can be learned: is there a detach, a no_grad or an argmax in forward?"
    )
    found = {}
    for mode in ("train", "eval"):
        output = reply.tensor(f"{mode}_output")
        entered = reply.tensor(f"{mode}_in0")
        expect(entered.shape[-1] == output.shape[-1], "The MLP does not read the output of the LSTM.")
        expect(
            entered.shape[0] == batch * steps,
            "The MLP does not read all steps of all sequences.",
        )
        ways = [o.reshape(len(entered), -1) for o in (output, output.transpose(0, 1))]
        results = sorted((dropped(way, entered) for way in ways), key=lambda result: result[1] is None)
        inner, second = reply.tensor(f"{mode}_out0"), reply.tensor(f"{mode}_in1")
        expect(second.shape == inner.shape, "The second linear layer does not read what the first one gives.")
        found[mode] = results[0], dropped(inner, second)
    for i, where in enumerate(("after the LSTM", "after the ReLU, inside the MLP")):
        (share, factor), (_, in_eval) = found["train"][i], found["eval"][i]
        hint = f"In train mode there is no dropout {where}."
        if reply.flag("argument") and i == 0:
            hint += " `dropout=` of nn.LSTM acts between layers, and there is only one: use nn.Dropout."
        expect(share > 0.02, hint)
        expect(
            abs(share - 0.4) < 0.06,
            f"The dropout {where} sets about {round(100 * share)} % to zero. The task asks for a rate of 0.4.",
        )
        scaled = factor is not None and abs(factor - 1 / 0.6) < 0.01
        expect(
            scaled or in_eval is None,  # another activation than the ReLU is a matter of the other check
            f"The dropout {where} does not scale the numbers that stay. nn.Dropout divides them by 1 - rate.",
        )
    still = "is still on in eval mode. F.dropout needs training=self.training; nn.Dropout knows it by itself."
    for (share, _), where in zip(found["eval"], ("after the LSTM", "inside the MLP"), strict=True):
        expect(share < 0.02, f"The dropout {where} {still}")
    expect(
        reply.number("train_input") == batch * steps,
        "There is dropout on the input: a character that is set to zero is not read. The task asks for dropout after the LSTM.",
    )

    def agrees(mode):
        wanted = reply.tensor(f"{mode}_out1").log_softmax(-1).flatten().sort().values
        given = reply.tensor(f"{mode}_log_probs").flatten().sort().values
        return given.shape == wanted.shape and torch.allclose(given, wanted, rtol=0, atol=1e-4)

    expect(
        agrees("train") or not agrees("eval"),
        "There is dropout after the last linear layer: it sets scores to zero. Leave the scores as they are.",
    )
    unreached = reply.text("unreached")
    expect(
        not unreached,
        f"No gradient reaches {unreached[:120]}: is there a detach, or a layer that is made and not used?",
    )
