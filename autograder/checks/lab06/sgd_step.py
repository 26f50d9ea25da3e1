"""Exercise 6.5: An SGD step."""

import torch

from autograder.check import check, expect, expect_close, expect_dtype


def sgd_probe(names, x, weight, bias, unused, lr, steps):
    """Take steps with the student's function on a small model; say what became of its parameters."""

    def refuse(*args, **kwargs):
        raise NotImplementedError("Exercise 6.5 asks for your own step, without torch.optim")

    model = torch.nn.Module()
    model.inner = torch.nn.Linear(weight.shape[1], weight.shape[0]).to(x)
    model.inner.weight.data, model.inner.bias.data = weight.clone(), bias.clone()
    model.spare = torch.nn.Parameter(unused.clone())
    old = list(model.parameters())
    for p in old:
        p.grad = torch.ones_like(p)  # left over from something else
    views = [p.detach() for p in old]
    reply = {"problem": ""}
    original, torch.optim.Optimizer.__init__ = torch.optim.Optimizer.__init__, refuse
    try:
        for step in range(1, steps + 1):
            loss = model.inner(x).square().mean()
            if not loss.requires_grad:
                return {"problem": "frozen"}
            names["sgd_step"](model, loss, lr)
            reply[f"weight{step}"] = model.inner.weight.detach().clone()
            reply[f"bias{step}"] = model.inner.bias.detach().clone()
            reply[f"unused{step}"] = model.spare.detach().clone()
    except (RuntimeError, TypeError, AttributeError) as error:
        if isinstance(error, NotImplementedError):
            raise
        words = str(error)
        if "leaf" in words:
            return {"problem": "leaf"}
        if "not have been used" in words or "NoneType" in words:
            return {"problem": "unused"}
        raise
    finally:
        torch.optim.Optimizer.__init__ = original
    new = list(model.parameters())
    reply["same"] = len(new) == len(old) and all(p is q for p, q in zip(new, old, strict=False))
    moved = [view for view, p in zip(views, new, strict=False) if view.data_ptr() != p.data_ptr()]
    reply["in_place"] = not moved
    reply["asks"] = all(p.requires_grad and p.is_leaf for p in new)
    return reply


def sgd_problem(problem):
    """Say what an error on the way means."""
    expect(
        problem != "leaf",
        "The step itself was recorded (an error about a leaf variable): change parameters under torch.no_grad().",
    )
    expect(
        problem != "unused",
        "A parameter that the loss does not use leads to an error: allow_unused=True gives None for it. Skip it.",
    )
    expect(
        problem != "frozen", "After a step, the parameters no longer ask for gradients: the next step fails."
    )


def sgd_inputs(draw, dtype=torch.float32):
    feats, units, rows = draw.sizes(3, 2, 6)
    return {
        "x": draw.normal(rows, feats, dtype=dtype),
        "weight": draw.normal(units, feats, dtype=dtype),
        "bias": draw.normal(units, dtype=dtype),
        "unused": draw.normal(3, dtype=dtype),
    }


@check("06_name_generation.sgd_step", points=1)
def values(student, draw):
    given, lr, steps = sgd_inputs(draw), draw.choice([0.05, 0.1, 0.2]), 3
    reply = student.run(sgd_probe, **given, lr=lr, steps=steps)
    sgd_problem(reply.text("problem"))
    w, b = (given[k].clone().requires_grad_() for k in ("weight", "bias"))

    def gradients(w, b):
        return torch.autograd.grad((given["x"] @ w.T + b).square().mean(), (w, b))

    for step in range(1, steps + 1):
        dw, db = gradients(w, b)
        got_w, got_b = reply.tensor(f"weight{step}"), reply.tensor(f"bias{step}")
        old = w.detach()
        expect(
            step > 1 or not torch.equal(got_w, old),
            "The parameters did not change. `p = p - …` makes a new tensor; `p -= …` changes the old one.",
        )
        expect_close(
            got_w,
            old - lr * dw,
            "After a step, a weight is not p - lr · gradient."
            if step == 1
            else "The first step is right, a later one is not: does something add up from step to step?",
            mistakes={
                "The step goes uphill: the sign is wrong.": old + lr * dw,
                "The learning rate has no effect.": old - dw,
                "The step is taken twice.": old - 2 * lr * dw,
                "An old gradient is added: p.grad adds up, unless you clear it first.": old - lr * (dw + 1),
                "The step has the right direction and another length: is the gradient divided by its norm?": (
                    old - lr * dw / dw.norm()
                ),
                "Only the sign of the gradient is used.": old - lr * dw.sign(),
            },
        )
        expect_close(
            got_b,
            b.detach() - lr * db,
            "The weight is right, the bias is not.",
            mistakes={"Only the weights change: go over all parameters.": b.detach()},
        )
        expect(
            torch.equal(reply.tensor(f"unused{step}"), given["unused"]),
            "A parameter that the loss does not use has changed.",
        )
        w, b = (t.detach().clone().requires_grad_() for t in (old - lr * dw, b - lr * db))


@check("06_name_generation.sgd_step", points=1)
def in_place(student, draw):
    given = sgd_inputs(draw, torch.float64)
    reply = student.run(sgd_probe, **given, lr=0.1, steps=1)
    sgd_problem(reply.text("problem"))
    moved = not torch.equal(reply.tensor("weight1"), given["weight"])
    expect(moved, "The model's parameters did not change at all: `p = …` only gives a new tensor the name p.")
    expect(
        reply.flag("same"),
        "The model has other parameters after the step: change the old ones, do not replace them.",
    )
    expect(
        reply.flag("in_place"),
        "A parameter's numbers lie at a new place in memory (`.data = …`?): change them in place, as -= does.",
    )
    expect(reply.flag("asks"), "After the step, a parameter no longer asks for gradients.")
    expect_dtype(reply.tensor("weight1"), torch.float64, "a parameter must keep its dtype.")
