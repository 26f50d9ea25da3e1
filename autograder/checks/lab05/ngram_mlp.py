"""Exercise 5.4: NgramMLP."""

import torch
import torch.nn.functional as F

from autograder.check import check, travels
from autograder.checks.lab05.common import expect_no_one_hot, made_by, two_apart
from autograder.checks.shared import made
from autograder.contracts import keeps_promises
from autograder.expect import expect, expect_close, expect_shape


def mlp_probe(names, symbols, characters, hidden_dim, numbers):
    """Return the student's logits, again, alone, with the table scaled, and the gradients' reach."""
    torch.manual_seed(0)
    model = two_apart(names["NgramMLP"], symbols, characters, hidden_dim).to(numbers.device)
    logits = model(numbers)
    reply = {"logits": logits}
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [len(numbers), characters]:
        return reply
    reply["linked"] = logits.requires_grad
    parameters = list(model.parameters())
    tables = [p for p in parameters if symbols in p.shape]
    reply["parameters"], reply["tables"] = len(parameters), len(tables)
    reply["shapes"] = "; ".join(sorted(str(sorted(p.shape)) for p in parameters))
    if not logits.requires_grad:
        return reply
    generator = torch.Generator().manual_seed(1)
    grads = torch.autograd.grad(
        (logits * torch.randn(logits.shape, generator=generator).to(logits)).sum(),
        parameters,
        allow_unused=True,
    )
    reply["idle"] = sum(g is None for g in grads)
    with torch.no_grad():
        reply["again"], reply["alone"] = model(numbers), model(numbers[:1])
        if tables:
            before = [t.clone() for t in tables]
            for factor, name in ((-1, "minus"), (0, "zero"), (1, "one"), (2, "two")):
                for table, old in zip(tables, before, strict=True):
                    table.copy_(factor * old)
                reply[name] = model(numbers)
            for p in parameters:
                p.mul_(1000)
            reply["large"] = model(numbers)
    return reply


def mlp_table_probe(names, symbols, characters, hidden_dim, numbers):
    """Count the numbers that a forward pass makes; say which rows get a gradient."""
    model = names["NgramMLP"](symbols, characters, hidden_dim).to(numbers.device)
    logits, counted = made_by(model, numbers)
    reply = {**counted, "unknown": -1.0, "used": -1, "tables": 0}
    tables = [p for p in model.parameters() if symbols in p.shape]
    if tables and isinstance(logits, torch.Tensor) and logits.requires_grad:
        weights = torch.randn(logits.shape, generator=torch.Generator().manual_seed(1)).to(logits)
        (logits * weights).sum().backward()
        moved = torch.zeros(symbols, device=numbers.device)
        for t in tables:
            if t.grad is not None:
                grad = t.grad.to_dense().abs()
                other = [axis for axis in range(t.dim()) if axis != list(t.shape).index(symbols)]
                moved += grad.sum(other) if other else grad
        reply |= {"tables": len(tables), "unknown": moved[0].item(), "used": int((moved > 0).sum())}
    return reply


@travels
def call_mlp(names, kept, numbers, table, out, bias, training=True):
    sizes = len(table), len(bias), table.shape[1]
    if sizes not in kept:
        kept[sizes] = made(names["NgramMLP"], *sizes)
    model, places = kept[sizes].to(table).train(training), {}
    with torch.no_grad():
        for p in model.parameters():
            for name, value in (("table", table), ("out", out), ("bias", bias)):
                if p.shape in (value.shape, value.T.shape if value.dim() > 1 else None):
                    turned = p.shape != value.shape
                    p.copy_(value.T if turned else value)
                    places[name] = p, turned
            if p.shape == table.shape[1:]:
                p.zero_()  # a bias of the first layer
    with torch.enable_grad():
        logits = model(numbers)
        parameters = [places[name][0] for name in ("table", "out", "bias")]
        total = (logits * torch.sin(logits.detach())).sum()
        grads = torch.autograd.grad(total, parameters, allow_unused=True)
    zeros = [torch.zeros_like(p) if g is None else g for p, g in zip(parameters, grads, strict=True)]
    if any(g.is_sparse for g in zeros):
        raise TypeError("the gradient of the table is sparse, and Adam cannot use it")
    return [logits] + [
        g.T if places[n][1] else g for n, g in zip(("table", "out", "bias"), zeros, strict=True)
    ]


def answer_probe(names, **case):
    """Return the logits for one case."""
    return {"logits": call_mlp(names, {}, **case)[0]}


ACTIVATIONS = F.relu, torch.tanh  # as the card says


def right_mlp(activation, numbers, table, out, bias, training=True):
    """Return the logits, and the gradients of what `call_mlp` sums."""
    leaves = [t.clone().requires_grad_() for t in (table, out, bias)]
    logits = activation(leaves[0][numbers]) @ leaves[1].T + leaves[2]
    return logits.detach(), *torch.autograd.grad((logits * torch.sin(logits.detach())).sum(), leaves)


@check("05_ngram_vs_lstm.ngram_mlp", points=1)
def logits(student, draw):
    """One look-up, one activation, one linear layer: structure, and numbers and gradients with drawn weights."""
    batch, characters, hidden = draw.sizes(3, 6, 12)
    hidden += 12  # so many that ReLU never leaves them all dead
    symbols = draw.choice([53, 59, 61, 67])  # no multiple of hidden_dim
    numbers = draw.integers(0, symbols - 1, batch)
    reply = student.run(mlp_probe, symbols=symbols, characters=characters, hidden_dim=hidden, numbers=numbers)
    scores = reply.tensor("logits")
    expect(
        list(scores.shape) != [batch, hidden],
        "A row has hidden_dim numbers: the linear layer to char_vocab_size is missing.",
    )
    expect(
        list(scores.shape) != [batch, symbols],
        "A row has a score for each n-gram. The task asks for one for each character.",
    )
    expect_shape(scores, [batch, characters], "a score for every character, for each n-gram.")
    expect(scores.is_floating_point(), "The logits must be scores, not the numbers of characters.")
    expect(reply.number("parameters") > 0, "The model has no parameters: make the layers attributes.")
    expect(reply.flag("linked"), "Nothing can be learned: the logits have no gradient.")
    expect(
        reply.number("tables") > 0,
        "No parameter has a row for each n-gram: the look-up is missing, or not an attribute of the model.",
    )
    expect(reply.number("idle") == 0, "A layer is made but never used: it gets no gradient.")
    wanted = [(symbols, hidden), (hidden, characters), (characters,)]
    shapes = [
        "; ".join(sorted(str(sorted(shape)) for shape in (*wanted, *more))) for more in ((), ((hidden,),))
    ]
    expect(
        reply.text("shapes") in shapes,
        f"The parameters are [{reply.text('shapes')[:200]}]. The task asks for a row of hidden_dim = {hidden} numbers for "
        f"each of {symbols} n-grams, and one linear layer from those to {characters} characters, nothing else.",
    )
    expect_close(
        reply.tensor("again"), scores, "The same n-grams got two different answers. Is there dropout?"
    )
    alone = reply.tensor("alone")
    expect_shape(alone, [1, characters], "one n-gram is a batch of one: is its axis squeezed away?")
    expect_close(alone, scores[:1], "An n-gram's scores change with its neighbours in the batch.")
    expect(
        scores.logsumexp(-1).abs().max() > 1e-3,
        "These are log-probabilities: there is a log-softmax. The task asks for raw scores, straight from the layer.",
    )
    sums, least = scores.sum(-1), scores.min().item()
    expect(
        not (least >= 0 and torch.allclose(sums, torch.ones_like(sums), atol=1e-4)),
        "The scores of a row add up to 1: there is a softmax. cross_entropy does that itself; a second one "
        "flattens the probabilities.",
    )
    large = reply.tensor("large")
    expect(
        large.abs().max() > 1.5,
        "The scores cannot leave [-1, 1]: there is a tanh or sigmoid after the last layer.",
    )
    expect(large.min() < 0, "No score is below 0: there is a ReLU after the last layer.")
    steps = torch.stack([reply.tensor(name) for name in ("minus", "zero", "one", "two")])
    bends = steps.diff(n=2, dim=0).abs().max().item()
    expect(
        bends > 1e-3 * steps.abs().max().item(),
        "The scores follow the hidden vector in a straight line: the activation is missing.",
    )
    cases = []
    for symbols, hidden, characters, batch, scale in (
        (53, 20, 9, 5, 1.0), (53, 20, 9, 5, 1.0), (53, 20, 9, 1, 1.0), (4, 3, 2, 150, 1.0), (53, 20, 9, 6, 50.0),
        (53, 20, 9, 5, 1.0), (5, 4, 3, 4, 0.1),
    ):  # fmt: skip
        case = {
            "numbers": draw.integers(0, symbols - 1, batch),
            "table": scale * draw.normal(symbols, hidden),
        }
        case["numbers"][0] = 0
        cases.append(case | {"out": draw.normal(characters, hidden), "bias": draw.normal(characters)})
    cases[5]["training"] = False
    cases.append({n: v.double() if v.is_floating_point() else v for n, v in cases[6].items()})
    found = student.run(answer_probe, **cases[0]).tensor("logits")
    expect_shape(found, [5, 9], "a score for every character, for each n-gram.")

    def distance(activation):
        return (right_mlp(activation, **cases[0])[0] - found).abs().nan_to_num(1e9).max()

    chosen = min(ACTIVATIONS, key=distance)
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
    reply = student.run(
        mlp_table_probe, symbols=symbols, characters=characters, hidden_dim=hidden, numbers=numbers
    )
    expect_no_one_hot(reply, batch, symbols, "Is there a one-hot array? Look the rows up.")
    expect(
        reply.number("tables") > 0 and reply.number("used") >= 0,
        "No gradient reaches a table with a row for each n-gram.",
    )
    expect(reply.number("used") > 0, "The table of the n-grams gets no gradient: is it frozen or detached?")
    expect(
        reply.number("unknown") > 0,
        "Row 0, the unknown n-gram, gets no gradient: is there a padding_idx, or is it masked out?",
    )
    there = len(numbers.unique())
    expect(
        there * 0.9 <= reply.number("used") <= there,
        "Other rows learn than those that were looked up.",
    )
