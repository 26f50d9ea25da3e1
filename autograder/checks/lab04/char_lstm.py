"""Exercise 4.3: CharLSTM."""

import torch
from torch import nn

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


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
    model = names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x).eval()
    return reply | on_another_device(lambda move: move(model)(move(x)))


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
    expect(reply.number("lstms") == 1, "More than one nn.LSTM ran. Asked is one.")
    expect(reply.number("layers") == 1, "The LSTM has several layers. Asked is one.")
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
        f"The linear layers go from {first[1]} to {first[0]} and from {second[1]} to {second[0]}. Asked is "
        "rnn_size to mlp_size, and mlp_size to vocab_size.",
    )


@check("04_char_lstm.char_lstm", points=1)
def log_probabilities(student, draw):
    batch, steps, rnn, mlp = draw.sizes(4, 3, 11)
    vocab = draw.size(12, 16)
    for b, t in ((batch, steps), (1, steps)):
        dtype = torch.float32 if b > 1 else torch.float64
        letters = draw.integers(0, vocab - 1, b, t)
        x = nn.functional.one_hot(letters, vocab).to(dtype)
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
        expect_dtype(log_probs, dtype, "the log-probabilities have the dtype of the input.")
        expect_structure(reply, vocab, rnn, mlp)
        scores, output, mixed = char_reference(reply, x, rnn)
        raw = scores(output)

        def rows(values, b=b, t=t, vocab=vocab):
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
            "The MLP has another activation in the middle. Asked is a ReLU.": rows(
                scores(output, torch.tanh).log_softmax(-1)
            ),
            "A ReLU stands on the scores, too: no score can be below 0 then.": rows(
                raw.relu().log_softmax(-1)
            ),
            "A ReLU stands on the output of the LSTM, too. Asked is one ReLU, inside the MLP.": rows(
                scores(output.relu()).log_softmax(-1)
            ),
            "The LSTM takes the batch for time: is batch_first=True missing?": rows(
                scores(mixed).log_softmax(-1)
            ),
            "The rows come in the order of time: first all sequences at step 0. Asked is sequence after "
            "sequence.": (rows(raw.log_softmax(-1).transpose(0, 1))),
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
    expect_another_device(
        reply,
        "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
    )


def char_state_probe(names, x, cut, rnn_size, mlp_size):
    """Return what an untrained model says to x: whole, again, row by row, and in two parts."""
    model = names["CharLSTM"](x.shape[-1], rnn_size, mlp_size).to(x).eval()

    class Unfit(Exception):
        pass

    def run(x, *state):
        answer = model(x, *state)
        if not isinstance(answer, (tuple, list)) or len(answer) != 2:
            raise Unfit("pair")
        if not isinstance(answer[0], torch.Tensor) or answer[0].numel() != x.numel():
            raise Unfit("sizes")
        return answer[0].reshape(x.shape), answer[1]

    reply = {"problem": "", "failed": ""}
    with torch.no_grad():
        try:
            reply["whole"], state = run(x)
        except Unfit as error:
            return {"problem": str(error)}
        if not isinstance(state, (tuple, list)) or len(state) != 2:
            return {"problem": "none" if state is None else "no pair"}
        reply["h"], reply["c"] = state
        if not all(isinstance(s, torch.Tensor) for s in state):
            return {"problem": "no pair"}
        step = "again"
        try:
            reply["again"] = run(x)[0]
            step = "rows"
            reply["rows"] = torch.cat([run(row)[0] for row in x.split(1)])
            step = "front"
            reply["front"], state = run(x[:, :cut])
            h, c = state[0].clone(), state[1].clone()
            reply["fresh"], _ = run(x[:, cut:])
            step = "back"
            reply["back"], _ = run(x[:, cut:], (h, c))
            reply["only_h"], _ = run(x[:, cut:], (h, torch.zeros_like(c)))
            reply["only_c"], _ = run(x[:, cut:], (torch.zeros_like(h), c))
            reply["swapped"], _ = run(x[:, cut:], (c, h))
        except Exception:
            reply["failed"] = step
    return reply


@check("04_char_lstm.char_lstm", points=1)
def state(student, draw):
    batch, units, mlp = draw.size(3, 5), draw.size(20, 24), draw.size(25, 40)
    vocab, steps = draw.sizes(2, 6, 9)
    cut = draw.size(3, 4)
    letters = draw.integers(0, vocab - 1, batch, steps)
    x = nn.functional.one_hot(letters, vocab).float() * 4  # larger than one-hot: the state then matters more
    reply = student.run(char_state_probe, x=x, cut=cut, rnn_size=units, mlp_size=mlp)
    problem = reply.text("problem")
    expect(problem != "pair", "forward must return two things: (log-probabilities, state).")
    expect(problem != "none", "The state is None. Return the state that nn.LSTM gives.")
    expect(problem != "no pair", "The state of an LSTM is a pair (h, c). Return both, as nn.LSTM gives them.")
    expect(
        problem != "sizes",
        "forward must give one number for each character, at every step of every sequence.",
    )
    for name in "hc":
        expect_shape(
            reply.tensor(name),
            [1, batch, units],
            "the state has one layer, then the batch, then rnn_size. Return it as nn.LSTM gives it.",
        )
    failed = reply.text("failed")
    expect(
        failed != "again", "The second call with the same input fails: what does the first one leave behind?"
    )
    whole = reply.tensor("whole")
    twice = "In eval mode, the same input gave two different answers: is dropout still on, or a state kept in the module?"
    expect_close(reply.tensor("again"), whole, twice)
    expect(failed != "rows", "After a batch of several, a batch of one fails: what does the first batch fix?")
    expect_close(
        reply.tensor("rows"),
        whole,
        "A sequence's answers change with its neighbours: is batch_first missing, or do batch and time mix?",
    )
    expect(failed != "front", "After a long text, a shorter one fails: what does the first text fix?")
    expect_close(
        reply.tensor("front"),
        whole[:, :cut],
        "Earlier answers change with later characters: does the model read ahead?",
    )
    expect(
        failed != "back",
        "The model cannot go on from the state (h, c) that it returned: pass it on as a pair.",
    )
    fresh, only_h, only_c = reply.tensor("fresh"), reply.tensor("only_h"), reply.tensor("only_c")
    back = reply.tensor("back")
    differs = not torch.allclose(back, whole[:, cut:], rtol=1e-4, atol=1e-5)
    if differs and not torch.allclose(back, fresh, rtol=1e-4, atol=1e-5):
        for used, hint in (
            (only_h, "The c of the state has no effect: only h is carried on."),
            (only_c, "The h of the state has no effect: only c is carried on."),
        ):
            expect(not torch.allclose(back, used, rtol=1e-4, atol=1e-5), hint)
        expect(
            not torch.equal(reply.tensor("h"), reply.tensor("c")),
            "The two parts of the returned state are the same: return h and c.",
        )
        expect(
            not torch.allclose(reply.tensor("swapped"), whole[:, cut:], rtol=1e-4, atol=1e-5),
            "h and c of the state are swapped: return (h, c), as nn.LSTM gives them.",
        )
    expect_close(
        back,
        whole[:, cut:],
        "Reading in two parts, with the state handed over, differs from reading the whole text.",
        mistakes={
            "The state that is passed in has no effect, or the state returned is not the last one.": fresh
        },
    )
    expect(
        not torch.allclose(fresh, whole[:, cut:], rtol=1e-4, atol=1e-5),
        "The answers do not depend on earlier characters: the model has no memory.",
    )


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
            f"The dropout {where} sets about {round(100 * share)} % to zero. Asked is a rate of 0.4.",
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
        "There is dropout on the input: a character that is set to zero is not read. Asked is dropout after the LSTM.",
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
