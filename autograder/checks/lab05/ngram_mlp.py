"""Exercise 5.4: NgramMLP."""

import torch
import torch.nn.functional as F

from autograder.check import check
from autograder.checks.lab05.common import expect_no_one_hot, made_by, two_apart
from autograder.checks.shared import made
from autograder.contracts import keeps_promises, played
from autograder.expect import expect, expect_close, expect_shape


def mlp_probe(names, symbols, characters, hidden_dim, numbers):
    """Return the logits of a new model, the shapes of its parameters, and how many of them get no gradient."""
    torch.manual_seed(0)
    model = two_apart(names["NgramMLP"], symbols, characters, hidden_dim).to(numbers.device)
    logits, parameters = model(numbers), list(model.parameters())
    reply = {"logits": logits, "parameters": len(parameters)}
    reply["linked"] = bool(getattr(logits, "requires_grad", False))
    reply["tables"] = sum(symbols in p.shape for p in parameters)
    reply["shapes"] = "; ".join(sorted(str(sorted(p.shape)) for p in parameters))
    if reply["linked"]:
        grads = torch.autograd.grad(logits.abs().sum(), parameters, allow_unused=True)
        reply["idle"] = sum(g is None for g in grads)
    return reply


def mlp_table_probe(names, symbols, characters, hidden_dim, numbers):
    """Count the numbers that a forward pass makes; say which rows get a gradient."""
    model = names["NgramMLP"](symbols, characters, hidden_dim).to(numbers.device)
    logits, counted = made_by(model, numbers)
    tables = [p for p in model.parameters() if symbols in p.shape]
    reached = bool(tables) and isinstance(logits, torch.Tensor) and logits.requires_grad
    moved = torch.zeros(symbols, device=numbers.device)
    if reached:
        weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)).to(logits)
        (logits * weights).sum().backward()
        for table in (t for t in tables if t.grad is not None):
            rows = table.grad.to_dense().abs().movedim(list(table.shape).index(symbols), 0)
            moved += rows.reshape(symbols, -1).sum(1)
    return {**counted, "reached": reached, "unknown": moved[0].item(), "used": int((moved > 0).sum())}


def call_mlp(names, kept, numbers, table, out, bias, training=True):
    given, places = {"table": table, "out": out, "bias": bias}, {}
    sizes = len(table), len(bias), table.shape[1]
    if sizes not in kept:
        kept[sizes] = made(names["NgramMLP"], *sizes)
    model = kept[sizes].to(table).train(training)
    with torch.no_grad():
        for p in model.parameters():
            for name, value in given.items():
                if p.shape in (value.shape, value.shape[::-1]):
                    places[name] = p, p.shape != value.shape
                    p.copy_(value.T if places[name][1] else value)
            if p.shape == table.shape[1:]:
                p.zero_()  # a bias of the first layer
    places = [places[name] for name in given]
    with torch.enable_grad():
        logits = model(numbers)
        total = (logits * torch.sin(logits.detach())).sum()
        grads = torch.autograd.grad(total, [p for p, _ in places], allow_unused=True)
    if any(g is not None and g.is_sparse for g in grads):
        raise TypeError("the gradient of the table is sparse, and Adam cannot use it")
    grads = [torch.zeros_like(p) if g is None else g for g, (p, _) in zip(grads, places, strict=True)]
    return [logits, *(g.T if turned else g for g, (_, turned) in zip(grads, places, strict=True))]


ACTIVATIONS = F.relu, torch.tanh  # as the card says


def right_mlp(activation, numbers, table, out, bias, training=True):
    """Return the logits, and the gradients of what `call_mlp` sums."""
    leaves = [t.clone().requires_grad_() for t in (table, out, bias)]
    logits = activation(leaves[0][numbers]) @ leaves[1].T + leaves[2]
    return logits.detach(), *torch.autograd.grad((logits * torch.sin(logits.detach())).sum(), leaves)


def mlp_case(draw, symbols, hidden, characters, batch, scale=1.0):
    case = {"numbers": draw.integers(0, symbols - 1, batch), "table": scale * draw.normal(symbols, hidden)}
    case["numbers"][0] = 0
    return case | {"out": draw.normal(characters, hidden), "bias": draw.normal(characters)}


@check("05_ngram_vs_lstm.ngram_mlp", points=1)
def logits(student, draw):
    """One look-up, one activation, one linear layer: structure, and numbers and gradients with drawn weights."""
    batch, characters, hidden = draw.sizes(3, 6, 12)
    hidden += 12  # so many that ReLU never leaves them all dead
    symbols = draw.choice([53, 59, 61, 67])  # no multiple of hidden_dim
    numbers = draw.integers(0, symbols - 1, batch)
    reply = student.run(mlp_probe, symbols=symbols, characters=characters, hidden_dim=hidden, numbers=numbers)
    scores = reply.tensor("logits")
    shape, found = list(scores.shape), reply.text("shapes")
    hint = "A row has hidden_dim numbers: the linear layer to char_vocab_size is missing."
    expect(shape != [batch, hidden], hint)
    hint = "A row has a score for each n-gram. The task asks for one for each character."
    expect(shape != [batch, symbols], hint)
    expect_shape(scores, [batch, characters], "a score for every character, for each n-gram.")
    expect(scores.is_floating_point(), "The logits must be scores, not the numbers of characters.")
    expect(reply.number("parameters") > 0, "The model has no parameters: make the layers attributes.")
    expect(reply.flag("linked"), "Nothing can be learned: the logits have no gradient.")
    hint = "No parameter has a row for each n-gram: the look-up is missing, or not an attribute of the model."
    expect(reply.number("tables") > 0, hint)
    expect(reply.number("idle") == 0, "A layer is made but never used: it gets no gradient.")
    wanted = [(symbols, hidden), (hidden, characters), (characters,)]
    fine = ["; ".join(sorted(str(sorted(s)) for s in (*wanted, *more))) for more in ((), ((hidden,),))]
    expect(
        found in fine,
        f"The parameters are [{found[:200]}]. The task asks for a row of hidden_dim = {hidden} numbers for "
        f"each of {symbols} n-grams, and one linear layer from those to {characters} characters, nothing else.",
    )
    first = mlp_case(draw, symbols, hidden, characters, batch)
    scaled = [first | {"table": factor * first["table"]} for factor in (-1, 0, 1, 2)]
    scaled += [first | {"numbers": first["numbers"][:1]}]
    scaled += [{n: v if n == "numbers" else 1000 * v for n, v in first.items()}]
    reply = played(student, call_mlp, scaled, [2, 2, 4, 0, 1, 3, 5])
    scores, again, alone, minus, zero, two, large = (reply.tensor(f"result {i} 0") for i in range(7))
    expect_shape(scores, [batch, characters], "a score for every character, for each n-gram.")
    expect_close(again, scores, "The same n-grams got two different answers. Is there dropout?")
    expect_shape(alone, [1, characters], "one n-gram is a batch of one: is its axis squeezed away?")
    expect_close(alone, scores[:1], "An n-gram's scores change with its neighbours in the batch.")
    hint = "These are log-probabilities: there is a log-softmax. The task asks for raw scores, straight from the layer."
    expect(scores.logsumexp(-1).abs().max() > 1e-3, hint)
    sums = scores.sum(-1)
    expect(
        scores.min() < 0 or not torch.allclose(sums, torch.ones_like(sums), atol=1e-4),
        "The scores of a row add up to 1: there is a softmax. cross_entropy does that itself; a second one "
        "flattens the probabilities.",
    )
    hint = "The scores cannot leave [-1, 1]: there is a tanh or sigmoid after the last layer."
    expect(large.abs().max() > 1.5, hint)
    least = torch.cat([minus, zero, scores, two, large]).min()
    expect(least < 0, "No score is below 0: there is a ReLU after the last layer.")
    steps = torch.stack([minus, zero, scores, two])
    hint = "The scores follow the hidden vector in a straight line: the activation is missing."
    expect(steps.diff(n=2, dim=0).abs().max() > 1e-3 * steps.abs().max(), hint)
    gaps = [(right_mlp(bend, **first)[0] - scores).abs().nan_to_num(1e9).max().item() for bend in ACTIVATIONS]
    chosen = ACTIVATIONS[gaps.index(min(gaps))]
    same = 53, 20, 9
    sizes = (*same, 5), (*same, 5), (*same, 1), (4, 3, 2, 150), (*same, 6, 50), (*same, 5), (5, 4, 3, 4, 0.1)
    cases = [mlp_case(draw, *size) for size in sizes]
    cases[5]["training"] = False
    cases.append({n: v.double() if v.is_floating_point() else v for n, v in cases[6].items()})
    keeps_promises(
        student, call_mlp, cases, lambda **case: right_mlp(chosen, **case), axes=("n-gram", "character"),
        results=("the logits", "the gradient of the table", "the gradient of the layer", "the gradient of its bias"),
    )  # fmt: skip


@check("05_ngram_vs_lstm.ngram_mlp", points=1)
def table(student, draw):
    """The rows that were looked up learn, row 0 among them, and no one-hot array is made."""
    symbols, batch = draw.size(4500, 5000), draw.size(400, 500)
    characters, hidden = draw.sizes(2, 16, 24)
    numbers = draw.integers(0, symbols - 1, batch)
    numbers[:2] = torch.tensor([0, symbols - 1])
    sizes = {"symbols": symbols, "characters": characters, "hidden_dim": hidden}
    reply, used = student.run(mlp_table_probe, **sizes, numbers=numbers), len(numbers.unique())
    expect_no_one_hot(reply, batch, symbols, "Is there a one-hot array? Look the rows up.")
    expect(reply.flag("reached"), "No gradient reaches a table with a row for each n-gram.")
    expect(reply.number("used") > 0, "The table of the n-grams gets no gradient: is it frozen or detached?")
    hint = "Row 0, the unknown n-gram, gets no gradient: is there a padding_idx, or is it masked out?"
    expect(reply.number("unknown") > 0, hint)
    fine = used * 0.9 <= reply.number("used") <= used
    expect(fine, "Other rows learn than those that were looked up.")
