"""What several exercises of this lab use."""

import torch


def right_step(x_t, h, W, U, b):
    return torch.tanh(x_t @ W.T + h @ U.T + b)


def loop(x, state, step):
    states = []
    for x_t in x.unbind(1):
        state = step(x_t, state)
        states.append(state)
    return torch.stack(states, dim=1)


def wrong_steps(x_t, h, W, U, b):
    """Return hint → what this mistake makes of one step."""
    new, old, tanh = x_t @ W.T, h @ U.T, torch.tanh
    known = {
        "There is nothing that squashes the state: is the tanh missing?": new + old + b,
        "The old state has no effect: where is U? Or does each step start from zeros?": tanh(new + b),
        "The input has no effect: where is W?": tanh(old + b),
        "The bias has no effect: add b before the tanh.": tanh(new + old),
        "The bias is added twice; this layer has one bias.": tanh(new + old + 2 * b),
        "The bias is added after the tanh; the tanh goes around the whole sum.": tanh(new + old) + b,
        "The tanh covers the input only; it goes around the whole sum.": tanh(new) + old + b,
        "The tanh covers W and b only; it goes around the whole sum.": tanh(new + b) + old,
        "There are two tanh; one goes around the whole sum.": tanh(new) + tanh(old) + b,
        "The state is squashed, but not by tanh: is it a sigmoid?": torch.sigmoid(new + old + b),
        "The state is cut off, not squashed: use tanh, not relu.": torch.relu(new + old + b),
        "The old state is added on top; it enters through U only.": h + tanh(new + old + b),
        "U is not transposed: its rows belong to the new units, as in nn.Linear.": tanh(new + h @ U + b),
    }
    left = "stands on the left, where it mixes the sequences: turned, it goes to the right."
    if len(h) == len(U):
        known[f"U {left}"] = tanh(new + U @ h + b)
    if W.shape == U.shape == h.shape:
        known[f"W {left}"] = tanh(W @ x_t + old + b)
    if W.shape == U.shape:
        rows = "not transposed: rows belong to the new units, as in nn.Linear."
        known |= {
            f"W is {rows}": tanh(x_t @ W + old + b),
            f"W and U are {rows}": tanh(x_t @ W + h @ U + b),
            "W and U are exchanged: W meets the input, U meets the old state.": tanh(x_t @ U.T + h @ W.T + b),
        }
    return known
