"""What every exercise promises: each broken promise is named, and what keeps them passes."""

import random

import pytest
import torch

from autograder.check import Student
from autograder.checks.shared import with_drawn_weights
from autograder.contracts import keeps_promises
from autograder.draw import Draw
from autograder.judging import in_process
from autograder.reply import Failed


def call_scale(names, kept, x, factor):
    return names["scale"](x, factor)


def scale(x, factor):
    return x * factor, x.sum(-1)


def cases():
    draw = Draw(0)
    shapes = [(3, 4), (3, 4), (1, 1), (2, 70)]
    drawn = [{"x": draw.normal(*shape), "factor": 2.0 + i} for i, shape in enumerate(shapes)]
    return [*drawn, {"x": draw.normal(2, 3).double(), "factor": 0.0}]


def judged(answer, **options):
    student = Student(in_process({"scale": answer}), 5, 10.0)
    keeps_promises(
        student, call_scale, cases(), scale,
        results=("the product", "the sum"), axes=("row", "column"), gradients=("x", "none of this case"), **options,
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

    def by_sum(self, x, factor):
        return self.answers.setdefault((x.sum().item(), factor, x.requires_grad), (x * factor, x.sum(-1)))

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


def seeds_python(x, factor):
    random.seed(0)
    return x * factor, x.sum(-1)


def leaves_another_device(x, factor):
    torch.set_default_device("meta")
    return x * factor, x.sum(-1)


WRONG = {
    "in place": (changes_its_argument, "changes its argument x in place"),
    "kept buffer": (Kept().buffer, "a later call wrote over it"),
    "kept by shape": (Kept().by_shape, "what is kept between calls"),
    "drifts": (Kept().drifting, "what is kept between calls"),
    "a view": (lambda x, factor: (x * factor, x.sum(-1) if x.shape[1] > 1 else x[:, 0]), "shares memory with x"),
    "gradients off": (leaves_gradients_off, "gradient mode"),
    "default dtype": (leaves_float64, "default dtype"),
    "kept for equal arguments": (Kept().by_sum, "Two calls return the same memory"),
    "default device": (leaves_another_device, "default device"),
    "a seed": (seeds, "random numbers"),
    "a seed of Python's": (seeds_python, "random numbers"),
    "squeezed": (lambda x, factor: ((x * factor).squeeze(), x.sum(-1)), "shape"),
    "cut at 64": (lambda x, factor: (torch.cat([x[:, :64] * factor, x[:, 64:]], 1), x.sum(-1)), "row 0, column 64"),
    "float32": (lambda x, factor: ((x * factor).float(), x.sum(-1)), "dtype"),
    "one thing": (lambda x, factor: x * factor, "return 2 things: the product, the sum"),
    "detached": (lambda x, factor: (x.detach() * factor, x.detach().sum(-1)), "No gradient can flow back"),
    "half detached": (lambda x, factor: (x.detach() * factor, x.sum(-1)), "the gradient that reaches x differs"),
    "on the CPU": (lambda x, factor: (x * factor + torch.zeros(x.shape[-1], dtype=x.dtype), x.sum(-1)), "on the CPU"),
}  # fmt: skip


def test_a_default_dtype_that_was_changed_before_is_noticed():
    """The first call of all may have been another check's."""

    def answer(x, factor):
        torch.set_default_dtype(torch.float64)
        return x * factor, x.sum(-1)

    torch.set_default_dtype(torch.float64)
    try:
        with pytest.raises(Failed, match="default dtype"):
            judged(answer)
    finally:
        torch.set_default_dtype(torch.float32)


def test_a_number_that_agrees_with_an_earlier_one_is_no_sign_of_a_memory():
    """The mistake is another: capitals are lost."""
    student = Student(in_process({"scale": lambda text, n: len(set(text.lower()))}), 5, 10.0)
    drawn = [{"x": text, "factor": 1} for text in ("ab", "abAB")]
    with pytest.raises(Failed, match="the count differs") as failed:
        keeps_promises(student, call_scale, drawn, lambda x, factor: len(set(x)), results=("the count",))
    assert "kept between" not in str(failed.value)


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


def test_what_is_kept_is_left_as_it_was():
    """A second check says the same of it."""
    answer = Kept().by_sum
    for _ in range(2):
        with pytest.raises(Failed, match="Two calls return the same memory"):
            judged(answer)


def test_what_may_draw_may_not_seed():
    """As a layer that is made inside and draws its weights."""

    def draws(x, factor):
        torch.nn.Linear(2, 3)
        return scale(x, factor)

    judged(draws, draws=True)
    with pytest.raises(Failed, match="sets the seed"):
        judged(lambda x, factor: torch.manual_seed(1) and draws(x, factor), draws=True)


def test_numbers_that_are_none_may_be_in_an_argument():
    """NaN is equal to NaN here, in arguments as in results."""
    x = torch.tensor([[float("nan"), float("inf"), -1.0]])
    student = Student(in_process({"scale": scale}), 5, 10.0)
    keeps_promises(student, call_scale, [{"x": x, "factor": 2.0}], scale, results=("the product", "the sum"))


def test_notes_stand_for_the_sizes_and_axes_name_those_of_the_first_tensor():
    """A text, then a tensor."""

    def call(names, kept, x):
        return names["told"](x)

    student = Student(in_process({"told": lambda x: ("a", x.clamp(max=0))}), 5, 10.0)
    with pytest.raises(Failed, match=r"^With one above zero: the copy differs; first at row 0, column 1"):
        keeps_promises(
            student, call, [{"x": torch.tensor([[-1.0, 1.0]])}], lambda x: ("a", x.clone()),
            results=("the name", "the copy"), notes=("With one above zero",), axes=("row", "column"),
        )  # fmt: skip


def test_drawn_weights_depend_on_shapes_and_seed():
    """Two layers of one shape get the same; halves are equal."""
    one, two = torch.nn.Linear(3, 4), torch.nn.LSTM(2, 4, bidirectional=True)
    first = with_drawn_weights(one, 1).weight.clone()
    assert torch.equal(first, with_drawn_weights(torch.nn.Linear(3, 4), 1).weight)
    assert not torch.equal(first, with_drawn_weights(one, 2).weight)
    with_drawn_weights(two, 1, halves=(16, 2))
    assert torch.equal(two.weight_ih_l0, two.weight_ih_l0_reverse)
    assert torch.equal(two.weight_ih_l0[:, 0], two.weight_ih_l0[:, 1])


def test_a_result_may_be_expanded():
    """It cannot be put back, and nothing is said of that."""
    student = Student(in_process({"ones": lambda x: x.new_ones(1).expand(3)}), 5, 10.0)

    def call(names, kept, x):
        return names["ones"](x)

    keeps_promises(student, call, [{"x": torch.zeros(3)}], torch.ones_like)
