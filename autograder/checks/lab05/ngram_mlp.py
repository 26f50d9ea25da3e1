"""Exercise 5.4: NgramMLP."""

import torch

from autograder.check import check, expect, expect_close, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device


def mlp_probe(names, symbols, characters, hidden_dim, numbers):
    """Return the student's logits, again, alone, with the table scaled, and the gradients' reach."""
    torch.manual_seed(0)
    model = names["NgramMLP"](symbols, characters, hidden_dim).to(numbers.device)
    logits = model(numbers)
    reply = {"logits": logits}
    if not isinstance(logits, torch.Tensor) or list(logits.shape) != [len(numbers), characters]:
        return reply
    reply["linked"] = logits.requires_grad
    parameters = list(model.parameters())
    tables = [p for p in parameters if symbols in p.shape]
    reply["parameters"], reply["tables"] = len(parameters), len(tables)
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
    """Count the numbers that a forward pass makes; say which rows get a gradient, and where results are."""
    from torch.overrides import TorchFunctionMode

    class Count(TorchFunctionMode):
        made = 0

        def __torch_function__(self, func, types, args=(), kwargs=None):
            out = func(*args, **(kwargs or {}))
            given = [*args, *(kwargs or {}).values()]
            plain = [t for t in given if isinstance(t, torch.Tensor) and t.layout == torch.strided]
            known = {t.untyped_storage()._cdata for t in plain}
            for t in out if isinstance(out, (tuple, list)) else [out]:
                dense = isinstance(t, torch.Tensor) and t.layout == torch.strided
                if dense and t.untyped_storage()._cdata not in known:
                    self.made += t.untyped_storage().nbytes() // t.element_size()
            return out

    model = names["NgramMLP"](symbols, characters, hidden_dim).to(numbers.device)
    with Count() as count:
        logits = model(numbers)
    reply = {"made": count.made, "unknown": -1.0, "used": -1, "tables": 0}
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
    return reply | on_another_device(lambda move: move(model)(move(numbers)))


@check("05_ngram_vs_lstm.ngram_mlp", points=1)
def logits(student, draw):
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
        "A row has a score for each n-gram. Asked is one for each character.",
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
    expect_close(
        reply.tensor("again"), scores, "The same n-grams got two different answers. Is there dropout?"
    )
    alone = reply.tensor("alone")
    expect_shape(alone, [1, characters], "one n-gram is a batch of one: is its axis squeezed away?")
    expect_close(alone, scores[:1], "An n-gram's scores change with its neighbours in the batch.")
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


@check("05_ngram_vs_lstm.ngram_mlp", points=1)
def table(student, draw):
    symbols, batch = draw.size(1500, 1900), draw.size(400, 500)
    characters, hidden = draw.sizes(2, 16, 24)
    numbers = draw.integers(0, symbols - 1, batch)
    numbers[:2] = torch.tensor([0, symbols - 1])
    reply = student.run(
        mlp_table_probe, symbols=symbols, characters=characters, hidden_dim=hidden, numbers=numbers
    )
    made = reply.number("made")
    expect(
        made < batch * symbols / 2,
        f"One batch makes {made:,} numbers on the way: is there a one-hot array? Look the rows up.",
    )
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
    expect_another_device(
        reply,
        "Your model mixes devices: a tensor made in it is on the CPU. Make it on the input's device.",
    )
