"""The checks of lab 02: every shape of `nn.RNN`, packed sequences, a character model that says `ihello`."""

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from course.checks.core import agree, bonus, exercise, given, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, written=3)


@exercise("2.1 The two shapes", "two sizes, one layer and two, both orders of axes", points=3)
def shapes(rnn_shapes):
    shapes = rnn_shapes(5, 25, 10, 128, 1, False)
    assert shapes is not None, "rnn_shapes returns None: is a `return` missing?"
    assert len(shapes) == 2, "Return two shapes: (output shape, state shape)."
    assert all(isinstance(s, (tuple, list)) for s in shapes), "Return shapes: two tuples of whole numbers."
    output_shape, state_shape = map(tuple, shapes)
    assert output_shape != (1, 5, 128), "This is the state's shape. The output comes first in the pair."
    assert len(output_shape) == 3, "The output has three axes: it keeps every step of every sequence."
    assert output_shape[-1] != 10, "The last axis counts units: hidden_size, not input_size."
    assert output_shape != (5, 25, 128), "Here batch_first is False, so time comes first in the output."
    assert output_shape == (25, 5, 128), "The output differs from the one you saw above, with one layer."
    assert len(state_shape) == 3, "The state has an axis for the layers, even when there is only one."
    assert state_shape[1:] == (5, 128), (
        "The state has one vector of hidden_size for every sequence of the batch."
    )
    assert state_shape == (1, 5, 128), "The state differs from the one you saw above, with one layer."
    output_shape, state_shape = map(tuple, rnn_shapes(64, 15, 30, 50, 2, True))
    assert output_shape != (15, 64, 50), "Here batch_first is True, so the batch comes first in the output."
    assert output_shape == (64, 15, 50), "Two layers do not change the output: it holds the last layer only."
    assert state_shape != (64, 2, 50), "The state never becomes batch-first."
    assert state_shape == (2, 64, 50), "With two layers the state has two sheets, even with batch_first=True."


@exercise("2.2 Where the two meet", "shape, numbers, a batch of one", points=2)
def last_state(last_layer_state):
    layers = torch.arange(3.0, device=device)  # layer 0 holds zeros, layer 1 ones, layer 2 twos
    last = last_layer_state(layers[:, None, None].expand(3, 4, 5))
    assert isinstance(last, torch.Tensor), f"Return a tensor, not {kind(last)}."
    assert last.shape != (3, 4, 5), "This is the state of all layers. Return the last layer only."
    assert last.shape != (1, 4, 5), (
        "The axis of the layers is still there: [1, 4, 5]. Use one index, not a slice."
    )
    assert last.shape == (4, 5), f"Shape {shape(last)}, expected [4, 5]: which axis counts the layers?"
    assert not (last == 0).all(), "This is the first layer's state."
    assert (last == 2).all(), "These are not the last layer's numbers."
    single = last_layer_state(torch.ones(1, 1, 5, device=device))
    assert single.shape == (1, 5), "A batch of one must keep its batch axis. Is there a squeeze?"


@exercise("2.2 Where the two meet, in one name", "one of the four names, no more", points=1)
def which_output(name):
    state_equals = given(name)
    names = ("first_step", "last_step", "last_sequence", "last_unit")
    assert isinstance(state_equals, str), "Give the name as a string, in quotes."
    assert state_equals in names, f"Give one of these names: {', '.join(names)}."


@exercise("2.3 The last valid output", "values, order, two layers, one sequence, gradients", points=4)
def valid_outputs(last_valid_outputs):
    sequences = [torch.randn(length, 4, device=device) for length in (2, 5, 3)]
    rnn, given = nn.RNN(4, 3, batch_first=True, device=device), list(sequences)
    last = last_valid_outputs(rnn, given)
    assert [len(s) for s in sequences] == [2, 5, 3], (
        "The sequences have another shape now: leave them as they are."
    )
    assert isinstance(last, torch.Tensor), f"Return a tensor, not {kind(last)}."
    assert last.dim() == 2, f"Shape {shape(last)}: return one vector for every sequence, [3, 3]."
    assert last.shape == (3, 3), f"Shape {shape(last)}, expected [3, 3]: [batch, hidden_size]."
    with torch.no_grad():
        expected = torch.stack([rnn(s[None])[0][0, -1] for s in sequences])  # each one alone
        padding_read = rnn(pad_sequence(sequences, batch_first=True))[0][:, -1]
    assert not (last[0] == 0).all(), "Sequence 0 gives zeros: that is a padded place. Use its length."
    assert not agree(last, padding_read), "The RNN read the padding. Pack first."
    assert not agree(last, expected[[1, 2, 0]]), (
        "The answers are sorted by length. Return them in the given order."
    )
    assert agree(last, expected), (
        "Some vector is not its sequence's last valid output: step length - 1, in the given order."
    )
    assert len(given) == 3 and all(a is b for a, b in zip(given, sequences)), (
        "You changed the list that you were given."
    )
    two = nn.RNN(4, 3, num_layers=2, batch_first=True, device=device)
    top = torch.stack([two(s[None])[0][0, -1] for s in sequences])
    last = last_valid_outputs(two, list(sequences))
    assert last.shape == (3, 3), f"With two layers: shape {shape(last)}, expected [3, 3]."
    assert agree(last, top), "Wrong with two layers: is it the first layer's state?"
    assert last_valid_outputs(rnn, sequences[:1]).shape == (1, 3), "One sequence: keep the batch axis."
    assert last.requires_grad, "No gradient can flow back. Is there a detach or a no_grad?"


@exercise("2.4 CharRNN", "shapes, state, batch, other sizes, raw scores", points=5)
def hihello(CharRNN):
    untrained = CharRNN(5, 16).to(device)
    letters = torch.eye(5, device=device)  # one-hot
    x, other = letters[None, [0, 1, 0, 2, 3, 3]], letters[None, [3, 3, 2, 0, 2, 0]]
    answer = untrained(x)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, (
        "forward must return two things: (logits, state)."
    )
    logits, state = answer
    assert isinstance(logits, torch.Tensor), f"The logits are a {kind(logits)}, not a tensor."
    assert isinstance(state, torch.Tensor), f"The state is a {kind(state)}, not a tensor."
    assert logits.shape != (1, 6, 16), "16 numbers a step: the linear layer to vocab_size is missing."
    assert logits.shape == (1, 6, 5), f"The logits have shape {shape(logits)}, expected [1, 6, 5]."
    assert state.shape != (1, 6, 16), (
        "The state says 6 sequences, but the batch has one: is batch_first missing?"
    )
    assert state.shape == (1, 1, 16), f"The state has shape {shape(state)}, expected [1, 1, 16]."
    assert list(untrained.parameters()), (
        "The model has no parameters: make the layers attributes, as self.rnn = …"
    )
    assert logits.requires_grad, "The logits have no gradient, so nothing can be learned."
    assert state.requires_grad, "No gradient flows through the state that you return: is there a detach?"
    assert not (logits.sum(-1) - 1).abs().max() < 1e-4, "The scores add up to 1: leave the softmax out."
    assert agree(untrained(x)[0], logits), "Two calls, two answers: is a state kept in the module?"
    pair = untrained(torch.cat([x, other]))[0]
    assert pair.shape == (2, 6, 5), f"With a batch of two, the logits have shape {shape(pair)}."
    assert agree(pair[:1], logits), (
        "A sequence's scores changed with its neighbour in the batch: is batch_first missing, or do batch and time mix?"
    )
    _, state = untrained(x[:, :4])
    rest, _ = untrained(x[:, 4:], state)
    assert agree(rest, logits[:, 4:]), "Going on from a state differs from reading it all."
    _other_sizes(CharRNN)


def _other_sizes(CharRNN):
    letters = torch.tensor(
        [[0, 1, 2, 3], [6, 5, 4, 0]], device=device
    )  # two texts of four letters, out of seven
    seven = nn.functional.one_hot(letters, 7).float()
    try:
        answers = [CharRNN(7, 9).to(device)(seven) for _ in range(8)]  # with other weights each time
    except RuntimeError:
        raise AssertionError("CharRNN(7, 9) cannot read 7 letters: is a 5 or a 16 written into it?")
    scores, state = torch.stack([scores for scores, _ in answers]), answers[0][1]
    assert scores[0].shape == (2, 4, 7), (
        f"CharRNN(7, 9) gives logits {shape(scores[0])}: is a 5 written into it?"
    )
    assert state.shape[-1] == 9, f"CharRNN(7, 9) gives a state {shape(state)}: is a 16 written into it?"
    assert state.shape == (1, 2, 9), (
        f"With a batch of two, the state has shape {shape(state)}, expected [1, 2, 9]."
    )
    assert scores.min() < 0, (
        "No score is ever below 0: leave out what squashes them (ReLU, sigmoid, softmax)."
    )
    assert scores.max() > 0, "No score is ever above 0: leave out the log_softmax."


@exercise("2.5 Unroll a cell", "values against nn.RNN, last state, start, gradients", points=2)
def unroll_cell(unroll_cell):
    cell, layer = nn.RNNCell(4, 3, device=device), nn.RNN(4, 3, device=device)
    layer.load_state_dict({f"{name}_l0": p for name, p in cell.state_dict().items()})  # same weights
    x, h = torch.randn(6, 2, 4, device=device), torch.randn(2, 3, device=device)
    answer = unroll_cell(cell, x, h)
    assert isinstance(answer, (tuple, list)) and len(answer) == 2, "Return two things: (output, last state)."
    output, last = answer
    assert isinstance(output, torch.Tensor), (
        f"The output is a {kind(output)}: stack the states into one tensor."
    )
    assert output.shape != (2, 6, 3), "The output is batch-first. Time comes first here: stack along axis 0."
    assert output.dim() == 3, f"The output has shape {shape(output)}: stack the states, one a step."
    assert output.shape == (6, 2, 3), f"The output has shape {shape(output)}, expected [6, 2, 3]."
    assert isinstance(last, torch.Tensor), f"The last state is a {kind(last)}, not a tensor."
    assert last.shape == (2, 3), f"The last state has shape {shape(last)}, expected [2, 3]."
    expected, _ = layer(x, h[None])
    assert agree(output[0], expected[0]), (
        "The first step differs: does it start from the given h, and is the state stored after the step?"
    )
    assert agree(output, expected), "Later steps differ: is each new state handed to the next step?"
    assert agree(last, expected[-1]), "The last state is not the state after the last step."
    assert agree(unroll_cell(cell, x)[0], layer(x)[0]), "Without h, the first state must be zeros."
    assert output.requires_grad, "No gradient can flow back. Is there a detach or a no_grad?"


@bonus("How far back?", "whole windows, a short last one, windows of one step, no border at all")
def bonus_reach(measured):
    for steps, k, wanted in ((18, 6, 6), (20, 6, 2), (7, 1, 1), (5, 8, 5)):
        rnn, x = nn.RNN(3, 4, batch_first=True, device=device), torch.randn(2, steps, 3, device=device)
        found, case = measured(rnn, x, k), f"{steps} steps, a border after every {k}"
        assert isinstance(found, int), f"Return a whole number. You returned {kind(found)}."
        assert not x.requires_grad, "x has been changed: give a gradient to a copy of it."
        assert wanted == steps or found != steps, f"{case}: all steps get a gradient. Is the state detached?"
        assert found != 0, f"{case}: not even the last step gets a gradient. Is something detached too much?"
        assert found == wanted, (
            f"{case}: you measure {found}. Run the windows in order and take the last output."
        )
