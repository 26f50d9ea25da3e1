"""What every exercise promises: each broken promise is named, and what keeps them passes."""

import pytest
import torch

from autograder.check import Draw, Failed, Student
from autograder.contracts import keeps_promises
from autograder.judging import in_process


def call_scale(names, kept, x, factor):
    return names["scale"](x, factor)


def scale(x, factor):
    return x * factor, x.sum(-1)


def cases():
    draw = Draw(0)
    shapes = [(3, 4), (3, 4), (1, 1), (2, 70)]
    drawn = [{"x": draw.normal(*shape), "factor": 2.0 + i} for i, shape in enumerate(shapes)]
    return [*drawn, {"x": draw.normal(2, 3).double(), "factor": 0.0}]


def judged(answer):
    student = Student(in_process({"scale": answer}), 5, 10.0)
    keeps_promises(
        student, call_scale, cases(), scale,
        results=("the product", "the sum"), axes=("row", "column"), gradients=("x",),
    )  # fmt: skip


def changes_its_argument(x, factor):
    x.data.mul_(factor)
    return x.clone(), x.sum(-1) / factor if factor else x.sum(-1)


class Kept:
    """Mistakes that need a memory."""

    def __init__(self):
        self.buffers, self.answers, self.calls = {}, {}, 0

    def buffer(self, x, factor):
        out = self.buffers.setdefault((x.shape, x.dtype), torch.empty_like(x))
        with torch.no_grad():
            out.copy_(x * factor)
        return out + 0 * x if x.requires_grad else out, x.sum(-1)

    def by_shape(self, x, factor):
        return self.answers.setdefault((x.shape, x.dtype), (x * factor, x.sum(-1)))

    def drifting(self, x, factor):
        self.calls += 1
        return x * (factor + 1e-2 * (self.calls > 6)), x.sum(-1)


def leaves_gradients_off(x, factor):
    result = x * factor, x.sum(-1)
    torch.set_grad_enabled(False)
    return result


def leaves_float64(x, factor):
    torch.set_default_dtype(torch.float64 if x.shape[0] == 2 else torch.get_default_dtype())
    return x * factor, x.sum(-1)


def seeds(x, factor):
    torch.manual_seed(0)
    return x * factor, x.sum(-1)


WRONG = {
    "in place": (changes_its_argument, "changes its argument x in place"),
    "kept buffer": (Kept().buffer, "a later call wrote over it"),
    "kept by shape": (Kept().by_shape, "what is kept between calls"),
    "drifts": (Kept().drifting, "what is kept between calls"),
    "a view": (lambda x, factor: (x * factor, x.sum(-1) if x.shape[1] > 1 else x[:, 0]), "shares memory with x"),
    "gradients off": (leaves_gradients_off, "gradient mode"),
    "default dtype": (leaves_float64, "default dtype"),
    "a seed": (seeds, "random numbers"),
    "squeezed": (lambda x, factor: ((x * factor).squeeze(), x.sum(-1)), "shape"),
    "cut at 64": (lambda x, factor: (torch.cat([x[:, :64] * factor, x[:, 64:]], 1), x.sum(-1)), "row 0, column 64"),
    "float32": (lambda x, factor: ((x * factor).float(), x.sum(-1)), "dtype"),
    "one thing": (lambda x, factor: x * factor, "return 2 things: the product, the sum"),
    "detached": (lambda x, factor: (x.detach() * factor, x.detach().sum(-1)), "No gradient can flow back"),
    "half detached": (lambda x, factor: (x.detach() * factor, x.sum(-1)), "the gradient that reaches x differs"),
    "on the CPU": (lambda x, factor: (x * factor + torch.zeros(x.shape[-1], dtype=x.dtype), x.sum(-1)), "on the CPU"),
}  # fmt: skip


def test_what_keeps_its_promises_passes():
    """In another form, with looks at the numbers."""

    def answer(x, factor):
        assert torch.isfinite(x).all() and x.tolist()
        print(x.max().item())
        return [torch.stack([row * factor for row in x]), torch.einsum("ij->i", x)]

    judged(answer)


@pytest.mark.parametrize(("answer", "said"), WRONG.values(), ids=WRONG)
def test_a_broken_promise_is_named(answer, said):
    """And where it shows."""
    with pytest.raises(Failed, match=said):
        judged(answer)
