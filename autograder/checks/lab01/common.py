"""What several exercises of this lab use."""

import torch


def right_step(x_t, h, W, U, b):
    """Compute one step, h_t = tanh(W x_t + U h + b)."""
    return torch.tanh(x_t @ W.T + h @ U.T + b)


def loop(x, state, step):
    """Return the states of all steps, [batch, seq_len, rnn_size]."""
    states = []
    for x_t in x.unbind(1):
        state = step(x_t, state)
        states.append(state)
    return torch.stack(states, dim=1)


# hint → what this mistake makes of one step
WRONG_STEPS = {
    "There is nothing that squashes the state: is the tanh missing?": lambda x, h, W, U, b: x @ W.T + h @ U.T + b,
    "The old state has no effect: where is U? Or does each step start from zeros?":
        lambda x, h, W, U, b: torch.tanh(x @ W.T + b),
    "The input has no effect: where is W?": lambda x, h, W, U, b: torch.tanh(h @ U.T + b),
    "The bias has no effect: add b before the tanh.": lambda x, h, W, U, b: torch.tanh(x @ W.T + h @ U.T),
    "The bias is added twice; this layer has one bias.": lambda x, h, W, U, b: right_step(x, h, W, U, 2 * b),
    "The bias is added after the tanh; the tanh goes around the whole sum.":
        lambda x, h, W, U, b: right_step(x, h, W, U, 0) + b,
    "The tanh covers the input only; it goes around the whole sum.":
        lambda x, h, W, U, b: torch.tanh(x @ W.T) + h @ U.T + b,
    "The tanh covers W and b only; it goes around the whole sum.": lambda x, h, W, U, b: torch.tanh(x @ W.T + b) + h @ U.T,
    "There are two tanh; one goes around the whole sum.": lambda x, h, W, U, b: torch.tanh(x @ W.T) + torch.tanh(h @ U.T) + b,
    "The state is squashed, but not by tanh: is it a sigmoid?": lambda x, h, W, U, b: torch.sigmoid(x @ W.T + h @ U.T + b),
    "The state is cut off, not squashed: use tanh, not relu.": lambda x, h, W, U, b: torch.relu(x @ W.T + h @ U.T + b),
    "The old state is added on top; it enters through U only.": lambda x, h, W, U, b: h + right_step(x, h, W, U, b),
    "U is not transposed: its rows belong to the new units, as in nn.Linear.":
        lambda x, h, W, U, b: right_step(x, h, W, U.T, b),
}  # fmt: skip
# the same, where there are as many features as units
WRONG_SQUARES = {
    "W is not transposed: its rows belong to the new units, as in nn.Linear.":
        lambda x, h, W, U, b: right_step(x, h, W.T, U, b),
    "W and U are not transposed: their rows belong to the new units, as in nn.Linear.":
        lambda x, h, W, U, b: right_step(x, h, W.T, U.T, b),
    "W and U are exchanged: W meets the input, U meets the old state.": lambda x, h, W, U, b: right_step(x, h, U, W, b),
}  # fmt: skip


def wrong_steps(W, U):
    """Return the mistakes that can be made with weights of these sizes."""
    return WRONG_STEPS | (WRONG_SQUARES if W.shape == U.shape else {})
