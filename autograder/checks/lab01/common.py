"""What several exercises of this lab use."""

import torch

from autograder.check import expect, expect_close, expect_shape

CUT = (
    "No gradient flows back through your code, so it cannot learn: "
    "is there a .data, .detach(), .item(), torch.tensor(...), NumPy or torch.no_grad() in it?"
)


IN_PLACE = (
    "The backward pass fails because a tensor was changed in place after it was used. "
    "Make a new tensor (h = ..., not h += ... or h[:] = ...) and collect the results in a list."
)


ELSEWHERE = (
    "Something in your code stays on the CPU while the input is on another device: "
    "make every new tensor with the device and the dtype of the input."
)


def expect_gradients(reply, expected):
    trouble = reply.text("trouble")
    expect("inplace" not in trouble and "in-place" not in trouble, IN_PLACE)
    expect(not trouble, CUT)
    cut = [name for name in expected if name in reply.text("cut").split()]
    expect(
        not cut,
        f"No gradient reaches {', '.join(cut)}: is it left out, detached, or wrapped in a new Parameter?",
    )
    for name, gradient in expected.items():
        actual = reply.tensor(f"grad_{name}")
        expect_shape(actual, gradient.shape, f"the gradient of {name}")
        hint = (
            f"The gradient of {name} is wrong: is part of the path cut by detach, .data or torch.no_grad()?"
        )
        expect_close(actual, gradient, hint)


# ------------------------------------------------------------------------------------------- 1.1
def affine(x_t, h, W, U, b):
    return x_t @ W.T + h @ U.T + b


def loop(x, state, step):
    states = []
    for x_t in x.unbind(1):
        state = step(x_t, state)
        states.append(state)
    return torch.stack(states, dim=1)
