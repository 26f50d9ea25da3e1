"""The checks of lab 01: one step, the loop, a layer that agrees with `nn.RNN` up to rounding."""

import torch
from torch import nn

from course.checks.core import agree, bonus, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, written=3)


@exercise("1.1 One step for a batch", "shape, dtype, values, gradients", points=3)
def step(rnn_step):
    W = torch.tensor([[0.5, -0.2], [1.0, 0.4]], device=device)
    U = torch.tensor([[0.1, 0.8], [0.3, -0.5]], device=device)
    b = torch.tensor([[0.0, 0.1]], device=device)
    x_t = torch.tensor([[1.0, 0.0], [1.0, 0.0], [3.0, -2.0]], device=device)  # three sequences, two features
    h = torch.tensor([[0.2, -0.4], [0.0, 0.0], [0.2, -0.4]], device=device)
    x_before, h_before = x_t.clone(), h.clone()
    new = rnn_step(x_t, h, W, U, b)

    assert isinstance(new, torch.Tensor), f"Return one tensor. You returned {kind(new)}."
    assert new.shape == (3, 2), f"Three sequences, two units: expected [3, 2], got {shape(new)}."
    unchanged = torch.equal(x_t, x_before) and torch.equal(h, h_before)
    assert unchanged, "rnn_step changed x_t or h in place. Make a new tensor for the new state."
    assert new.abs().max() < 1, (
        "A number is outside the range −1 to 1. Is the tanh missing, or is b added after it?"
    )
    assert not agree(new[0], new[1]), (
        "Sequences 0 and 1 have different h, but you return the same state. Where is U?"
    )
    assert not agree(new[0], new[2]), (
        "Sequences 0 and 2 have different x_t, but you return the same state. Where is W?"
    )
    right, yours = [0.1974, 0.8764], [round(number, 4) for number in new[0].tolist()]
    assert agree(new[0], torch.tensor(right, device=device), atol=1e-3), (
        f"Row 0 should be the step of section 3, {right}; yours is {yours}. "
        "Is b added once? Is it a tanh? Did you write W.T and U.T?"
    )
    assert agree(new[2], torch.tensor([0.9217, 0.9881], device=device), atol=1e-3), (
        "Row 0 is right, row 2 is not: its second feature is not 0, and its first not 1. Does all of x_t count, as it is?"
    )

    inputs = {"x_t": x_t, "h": h, "W": W, "U": U, "b": b}
    inputs = {name: tensor.double().requires_grad_() for name, tensor in inputs.items()}
    new = rnn_step(*inputs.values())
    assert new.dtype == torch.float64, (
        f"The arguments are float64, the new state is {new.dtype}. Make nothing in a fixed dtype."
    )
    assert new.requires_grad, (
        "No gradient flows back. Is there a .data, .detach(), torch.tensor(...) or no_grad?"
    )
    new.sum().backward()
    for name, tensor in inputs.items():
        assert tensor.grad is not None, (
            f"No gradient reaches {name}. Is there a .data, .detach() or torch.tensor(...)?"
        )


@exercise("1.2 The start state", "shape, zeros, dtype, device", points=2)
def init_state(init_state):
    for x in (torch.randn(5, 7, 3, dtype=torch.float64, device=device), torch.randn(2, 7, 3, device=device)):
        state = init_state(x, 4)
        assert isinstance(state, torch.Tensor), f"Return one tensor. You returned {kind(state)}."
        assert state.shape != (7, 4), (
            "One row for each step. The state has one row for each sequence: x.shape[0]."
        )
        wanted = [len(x), 4]
        assert shape(state) == wanted, (
            f"{len(x)} sequences, four units: expected {wanted}, got {shape(state)}."
        )
        assert (state == 0).all(), "The start state is all zeros."
        assert state.dtype == x.dtype, f"x is {x.dtype}, but the state is {state.dtype}. Pass the dtype of x."
    elsewhere = init_state(x.to("meta"), 4)
    assert elsewhere.device.type == "meta", (
        f"x is on meta, the state on {elsewhere.device}. Pass the device of x."
    )


@exercise("1.3 The layer", "weights, shape, values, gradients, start, dtype", points=6)
def recurrence(MyUnidirectionalRNN):
    _weights(MyUnidirectionalRNN(3, 4))
    rnn = MyUnidirectionalRNN(3, 4).to(device)
    nn.init.normal_(rnn.b)
    _states(rnn)
    x = torch.randn(2, 4, 3, device=device, requires_grad=True)
    state = torch.randn(2, 4, device=device, requires_grad=True)
    _gradients(rnn, x, state)
    assert agree(rnn(x), rnn(x, torch.zeros_like(state))), (
        "Without a state, start from init_state. And keep no state in the layer between two calls."
    )
    double = MyUnidirectionalRNN(3, 4).to(device).double()(x.double(), state.double())
    assert double.dtype == torch.float64, (
        f"x is float64, the states are {double.dtype}. Make new tensors with dtype=x.dtype."
    )


def _weights(rnn):
    found = {name: shape(weight) for name, weight in rnn.named_parameters()}
    assert "U.bias" not in found, "U has a bias of its own. b is the only bias: pass bias=False."
    assert "U.weight" in found, "U.weight is missing. Is self.U an nn.Linear?"
    assert "b" in found, "b is missing: only an nn.Parameter is found by an optimiser."
    assert found["U.weight"] == [4, 4], f"U maps 4 numbers to 4 numbers; its weight is {found['U.weight']}."
    assert found["b"] == [1, 4], f"b has one number for each unit, [1, 4]; yours is {found['b']}."
    assert (rnn.b == 0).all(), "b starts as zeros: torch.zeros(1, rnn_size)."
    assert len(found) == 3, f"Only W.weight, U.weight and b are needed; found {list(found)}."


def _states(rnn):
    theirs = nn.RNN(3, 4, batch_first=True, device=device)  # PyTorch's own layer, with your weights
    theirs.load_state_dict(
        {
            "weight_ih_l0": rnn.W.weight,
            "weight_hh_l0": rnn.U.weight,
            "bias_ih_l0": rnn.b[0],
            "bias_hh_l0": torch.zeros(4),
        }
    )
    x, state = torch.randn(2, 30, 3, device=device), torch.randn(2, 4, device=device)
    expected, x_before, state_before = theirs(x, state[None])[0], x.clone(), state.clone()
    states = rnn(x, state)

    assert isinstance(states, torch.Tensor), f"Return one tensor. You returned {kind(states)}."
    assert states.shape != (30, 2, 4), "Time and batch are exchanged. Stack the states along axis 1."
    assert states.shape != (2, 4), "Only one state came back. Return the states of all steps."
    assert states.shape != (2, 31, 4), "One state too many. The start state is not an output."
    assert states.shape == (2, 30, 4), f"Expected [2, 30, 4], got {shape(states)}."
    assert torch.equal(x, x_before) and torch.equal(state, state_before), (
        "forward changed x or state in place."
    )
    assert not torch.equal(states[:, 0], state), (
        "The first output is the start state. Make the new state first, then append it."
    )
    assert states.abs().max() < 1, (
        "A state is outside the range −1 to 1. Is the tanh missing, or is b added after it?"
    )
    right = agree(states, expected)
    moved = agree(states.flatten().sort()[0], expected.flatten().sort()[0])
    assert right or not moved, (
        "The right numbers in the wrong places. "
        "Are time and batch mixed by view or reshape, or is the list reversed?"
    )
    assert agree(states[:, 0], expected[:, 0]), (
        "Step 0 is wrong. It needs x[:, 0], U times the given state, b and tanh. Which one is missing or different?"
    )
    assert right, "Step 0 is right, the rest is not. Is the new state passed on to the next step?"


def _gradients(rnn, x, state):
    last = rnn(x, state)[:, -1]
    assert last.requires_grad, (
        "No gradient flows back. Is there a .data, .detach(), torch.tensor(...) or no_grad?"
    )
    last.sum().backward()
    for name, weight in rnn.named_parameters():
        assert weight.grad is not None, f"No gradient reaches {name}. Is there a detach, .data or no_grad?"
    assert x.grad is not None, "No gradient reaches x. Is there a detach or .data around x[:, t]?"
    assert x.grad[:, 0].any(), (
        "No gradient goes from the last state back to step 0. Is the state detached in the loop?"
    )
    assert state.grad is not None and state.grad.any(), "No gradient reaches the given state. Is it detached?"


class _Wrapped(nn.Module):
    """PyTorch's layer, called as yours is; it notes how long its chunks are."""

    def __init__(self):
        super().__init__()
        self.rnn_size, self.lengths = 4, []
        self.inner = nn.RNN(3, self.rnn_size, batch_first=True)

    def forward(self, x, state=None):
        batch, steps, _ = x.shape
        assert steps > 0, "The layer got an empty chunk. Where does your loop end?"
        if state is not None:
            assert state.shape == (batch, 4), (
                f"A state is [batch, rnn_size], here [{batch}, 4]; you gave {shape(state)}. "
                "Take only the last step."
            )
            state = state.unsqueeze(0)
        self.lengths.append(steps)
        return self.inner(x, state)[0]


@exercise("1.4 Carry the state", "chunks, values, gradients", points=2)
def carry_state(run_in_chunks):
    wrapped, x = _Wrapped().to(device), torch.randn(2, 10, 3, device=device, requires_grad=True)
    whole, wrapped.lengths = wrapped(x), []
    outputs = run_in_chunks(wrapped, x, 4)

    assert isinstance(outputs, torch.Tensor), f"Return one tensor. You returned {kind(outputs)}."
    assert outputs.shape != (2, 8, 4), (
        "The last chunk is missing. It is shorter than the others, and it counts."
    )
    assert outputs.shape == whole.shape, f"Expected {shape(whole)}, got {shape(outputs)}."
    assert wrapped.lengths == [4, 4, 2], (
        f"Expected chunks of 4, 4 and 2 steps; the layer got {wrapped.lengths}."
    )
    assert agree(outputs[:, :4], whole[:, :4]), "The first chunk is wrong already: it starts without a state."
    assert agree(outputs, whole), (
        "From the second chunk on the outputs are wrong. Is the last state passed on?"
    )
    assert outputs.requires_grad, "No gradient flows back. Is there a no_grad or .data?"
    outputs[:, 4].sum().backward()  # the first step of the second chunk
    assert x.grad is not None and x.grad[:, 3].any(), (
        "The outputs are right, but no gradient goes back to the chunk before. Is the state detached?"
    )
    run_in_chunks(wrapped, x[:, :8], 4)  # two whole chunks, no rest


@exercise("1.5 The weights of a cell", "in place, W, U, b, the cell as it was", points=2)
def copy_weights(copy_from):
    mine, cell = nn.Module(), nn.RNNCell(3, 4, device=device)  # weights, and nothing that runs
    mine.W, mine.U = (nn.Linear(n, 4, bias=False, device=device) for n in (3, 4))
    mine.b = nn.Parameter(torch.randn(1, 4, device=device))
    before, kept = list(mine.parameters()), {name: w.clone() for name, w in cell.state_dict().items()}
    copy_from(mine, cell)

    changed = [name for name, weight in cell.state_dict().items() if not torch.equal(weight, kept[name])]
    assert not changed, (
        f"copy_from changed {', '.join(changed)} of the cell. target.copy_(source): what is before the dot?"
    )
    after = list(mine.parameters())
    assert len(after) == 3 and all(old is new for old, new in zip(before, after)), (
        "The layer has new parameters. Use copy_."
    )
    assert all(weight.requires_grad for weight in before), "A weight is frozen. Leave requires_grad alone."
    pairs = ("W", mine.W.weight, cell.weight_ih), ("U", mine.U.weight, cell.weight_hh)
    for name, yours, its in pairs:
        assert torch.equal(yours, its), (
            f"{name}.weight is wrong. W holds weight_ih (input to hidden), U holds weight_hh."
        )
        assert yours.data_ptr() != its.data_ptr(), f"{name} and the cell share memory. Copy the numbers."
    assert mine.b.shape == (1, 4), f"b keeps its shape [1, 4]; yours is {shape(mine.b)}."
    with_b = nn.RNNCell(3, 4, device=device)  # b stands in one of its two biases, nothing in the other
    with_b.load_state_dict({**kept, "bias_ih": mine.b[0], "bias_hh": torch.zeros(4)})
    x, h = torch.randn(5, 3, device=device), torch.randn(5, 4, device=device)
    assert agree(with_b(x, h), cell(x, h)), (
        "W and U are right, the states differ. Look at the two biases, and replace the old b."
    )


@exercise("1.6 Count the parameters", "two sizes, against nn.RNNCell", points=2)
def num_parameters(num_parameters):
    for sizes in ((100, 128), (3, 5)):
        count = num_parameters(*sizes)
        cell = sum(weight.numel() for weight in nn.RNNCell(*sizes).parameters())
        assert count is not None, "Nothing came back. Is a return missing?"
        assert count != cell, (
            f"{sizes}: {count} is the size of nn.RNNCell. It has two biases, your layer has one."
        )
        assert count > sizes[1] * sizes[0] + sizes[1], f"{sizes}: {count} is too small. Did you count U?"
        assert cell - count == sizes[1], f"{sizes}: {count} is wrong. W, U and b: what is the shape of each?"


@bonus("A memory of one bit", "low before the first 1, above 0.9 for 200 steps after it, whatever follows")
def bonus_latch(numbers):
    found = numbers()
    assert isinstance(found, (tuple, list)) and len(found) == 3, "Return three numbers: (w, u, b)."
    w, u, b = map(float, found)
    unit = nn.RNN(1, 1, batch_first=True, bias=True)
    with torch.no_grad():
        for weight, value in zip(unit.parameters(), (w, u, b, 0.0)):
            weight.fill_(value)
        bits = (torch.rand(8, 400, 1) < 0.1).float()
        bits[0] = 0.0  # nothing ever comes
        bits[1:, :5], bits[1:, 200:] = 0.0, 0.0
        bits[1], bits[1, 7] = 0.0, 1.0  # once, then never again
        states = unit(bits)[0][..., 0]
    come = bits[..., 0].cumsum(1) > 0
    assert (states[0] < 0).all(), (
        "Nothing but zeros, and the state is not below 0. Which way does b push it from 0?"
    )
    assert (states[come & (bits[..., 0] == 1)] > 0.9).all(), (
        "A 1 does not bring the state above 0.9. Is w strong enough against u and b?"
    )
    assert (states[come] > 0.9).all(), (
        "The 1 is forgotten after a while. Is u above 1, and strong enough against b?"
    )
    assert (states[~come] < 0).all(), "The state is not below 0 before the first 1."
