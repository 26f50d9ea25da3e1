"""The checks of lab 03: bidirectional states, the right summary of a sequence, padding from both sides."""

import torch
from torch import nn

from course.checks.core import agree, bonus, exercise, kind, progress_of, shape
from course.device import pick_device

device = pick_device()
progress = progress_of(__name__, written=3)


@exercise("3.1 Build the layer", "class, sizes, directions", points=2)
def build(make_birnn):
    layer = make_birnn(3, 4, 2)

    assert layer is not None, "Nothing came back. Is a return missing?"
    assert isinstance(layer, nn.RNN), f"make_birnn returned {kind(layer)}. Return an nn.RNN; do not run it."
    assert layer.input_size == 3, (
        f"It reads {layer.input_size} numbers per step, not 3. Is the order of the arguments right?"
    )
    assert layer.hidden_size == 4, (
        f"hidden_size is {layer.hidden_size}, not 4. It is the size of one direction."
    )
    assert layer.num_layers == 2, f"It has {layer.num_layers} layer(s), not 2. Does num_layers arrive?"
    assert layer.batch_first, "It expects the time axis first. Is batch_first=True missing?"
    assert layer.bidirectional, "It reads in one direction. Is bidirectional=True missing?"
    assert layer.nonlinearity == "tanh" and layer.bias and layer.dropout == 0, (
        "Another option was changed. Leave nonlinearity, bias and dropout at their defaults."
    )
    other = make_birnn(5, 2, 1)
    assert (other.input_size, other.hidden_size, other.num_layers) == (5, 2, 1), (
        "make_birnn(5, 2, 1) has other sizes: is a number written down?"
    )


@exercise("3.2 The shapes, once and for all", "one direction and two, two sets of sizes", points=3)
def shapes(bidirectional_shapes):
    two = bidirectional_shapes(5, 25, 128, 3, bidirectional=True)
    assert two is not None, "Nothing came back. Is a return missing?"
    assert isinstance(two, (tuple, list)) and len(two) == 2, "Return two tuples: (output shape, state shape)."
    one = bidirectional_shapes(5, 25, 128, 3, bidirectional=False)
    assert one is not None, "Nothing came back for one direction. Is a return missing?"
    assert all(isinstance(shape, (tuple, list)) for shape in (*two, *one)), "A shape is a tuple of ints."

    assert tuple(two[0]) != (6, 5, 128), (
        "The state's shape came first. The order is: output first, then state."
    )
    assert tuple(two[0]) == (5, 25, 256), f"output is {tuple(two[0])}. Which axis shows the second direction?"
    assert tuple(two[1]) == (6, 5, 128), (
        f"state is {tuple(two[1])}. How many final states are there? batch_first does not move them."
    )
    assert tuple(one[0]) == (5, 25, 128), (
        f"With one direction output is {tuple(one[0])}. What is doubled that should not be?"
    )
    assert tuple(one[1]) == (3, 5, 128), (
        f"With one direction state is {tuple(one[1])}. One row for each layer?"
    )
    assert all(isinstance(n, int) for shape in (*two, *one) for n in shape), (
        "A size is not an int. Is there a / where // is meant?"
    )
    for d in (2, 1):
        other = [tuple(shape) for shape in bidirectional_shapes(2, 7, 4, 5, bidirectional=d == 2)]
        assert other == [(2, 7, 4 * d), (5 * d, 2, 4)], (
            f"Right for section 2, but 2 sequences, 7 steps, hidden_size 4, 5 layers, {d} direction(s) give {other}. "
            "Is a number or a constant written down where an argument belongs?"
        )


@exercise("3.3 Take the output apart", "both halves, their sum, dtype, gradients", points=3)
def directions(split_directions, sum_directions):
    made = torch.arange(48.0, device=device, dtype=torch.float64).view(2, 3, 8)  # hidden_size 4
    halves = split_directions(made, 4)

    assert halves is not None, "Nothing came back. Is a return missing?"
    assert not isinstance(halves, torch.Tensor) or halves.dim() == 4, (
        "One tensor came back. Return a tuple: (forward, backward)."
    )
    assert len(halves) == 2, f"{len(halves)} things came back. Return a tuple: (forward, backward)."
    shapes = [tuple(half.shape) for half in halves]
    assert shapes == [(2, 3, 4)] * 2, (
        f"The shapes are {shapes}. Every sequence and every step stays; the last axis is halved."
    )
    step = [half[0, 0].tolist() for half in halves]
    assert step[0] != [4, 5, 6, 7], "The first half is the forward direction. Are the two in the wrong order?"
    assert step[0] != [0, 2, 4, 6], (
        "Every second number was taken. A half is one block: the first four, then the last four."
    )
    assert halves[0].dtype == made.dtype, (
        "The halves lost the dtype of output. New tensors need dtype=output.dtype, device=output.device."
    )
    assert step[0] == [0, 1, 2, 3] and halves[0][1, 2].tolist() == [40, 41, 42, 43], (
        f"Step 0 is {made[0, 0].tolist()}. Your forward half is {step[0]}."
    )
    assert step[1] == [4, 5, 6, 7] and halves[1][1, 2].tolist() == [44, 45, 46, 47], (
        f"Step 0 is {made[0, 0].tolist()}. Your backward half is {step[1]}. Is it flipped?"
    )

    _sums(sum_directions, made)
    tracked = made.clone().requires_grad_()
    for name, function in {"split_directions": split_directions, "sum_directions": sum_directions}.items():
        total = sum(part.sum() for part in function(tracked * 1, 4))
        (slope,) = torch.autograd.grad(total, tracked) if total.requires_grad else (torch.zeros(1),)
        assert (slope == 1).all(), (
            f"{name}: no gradient reaches a part of output. Is there a .detach() or .data?"
        )
    three = torch.tensor([[[1.0, 2.0, 3.0, 10.0, 20.0, 30.0]]], device=device)
    assert [half.tolist() for half in split_directions(three, 3)] == [[[[1, 2, 3]]], [[[10, 20, 30]]]], (
        "With hidden_size 3 the halves are wrong: is a 4 written down?"
    )
    assert sum_directions(three, 3).tolist() == [[[11, 22, 33]]], (
        "With hidden_size 3 the sum is wrong: is a 4 written down?"
    )


def _sums(sum_directions, made):
    before = made.clone()
    summed = sum_directions(made, 4)
    assert summed is not None, "sum_directions returned nothing. Is a return missing?"
    assert isinstance(summed, torch.Tensor), (
        f"sum_directions returned {kind(summed)}. Add two tensors, not two tuples."
    )
    assert tuple(summed.shape) == (2, 3, 4), (
        f"The sum has shape {tuple(summed.shape)}. Add the halves number by number."
    )
    assert torch.equal(made, before), "sum_directions changed its input. Is there a += on a slice of output?"
    assert summed[0, 0].tolist() == [4, 6, 8, 10] and summed[1, 2].tolist() == [84, 86, 88, 90], (
        f"Step 0 is {made[0, 0].tolist()}. Your sum is {summed[0, 0].tolist()}."
    )


@exercise("3.4 Summarise a sequence", "rows, order, other depths, dtype, gradients", points=4)
def summary(sequence_summary):
    # In this state the number 3.1 means: row 3, sequence 1. Three layers, three sequences, hidden_size 2.
    labels = torch.arange(6.0).view(6, 1, 1) + torch.arange(3.0).view(1, 3, 1) / 10
    labels = labels.repeat(1, 1, 2).to(device, torch.float64)
    summary = sequence_summary(labels, 3)

    assert summary is not None, "Nothing came back. Is a return missing?"
    assert isinstance(summary, torch.Tensor), (
        f"A {kind(summary)} came back. Join the two states into one tensor."
    )
    assert tuple(summary.shape) == (3, 4), (
        f"Shape {tuple(summary.shape)}, expected (3, 4): one row per sequence, both directions in it."
    )
    assert summary.dtype == labels.dtype, (
        "The summary lost the dtype of state. New tensors need dtype=state.dtype, device=state.device."
    )
    seen = [[round(n, 1) for n in row] for row in summary.tolist()]
    assert seen[1] != [0.1, 0.1, 1.1, 1.1], (
        "These are rows 0 and 1: the first layer. The last layer is asked for."
    )
    assert seen[1] != [5.1, 5.1, 4.1, 4.1], "Backward came first. The order is forward, then backward."
    assert seen[1] != [2.1, 2.1, 5.1, 5.1], (
        "Rows 2 and 5. The rows alternate: forward and backward of layer 0, then of layer 1, and so on."
    )
    assert all(round(n % 1, 1) == 0.1 for n in seen[1]), (
        f"Sequence 1 got {seen[1]}. (3.1 means row 3, sequence 1.) Are sequences mixed?"
    )
    assert seen[1] == [4.1, 4.1, 5.1, 5.1], (
        f"Sequence 1 got {seen[1]}. (3.1 means row 3, sequence 1.) Which rows belong to the last layer?"
    )
    assert seen[0] == [4.0, 4.0, 5.0, 5.0], f"Sequence 0 got {seen[0]}. (3.1 means row 3, sequence 1.)"
    assert seen[2] == [4.2, 4.2, 5.2, 5.2], f"Sequence 2 got {seen[2]}. (3.1 means row 3, sequence 1.)"
    for n in (4, 1):  # other depths, and a batch of one sequence
        column = torch.arange(2.0 * n, device=device).view(2 * n, 1, 1).repeat(1, 1, 2)
        made = sequence_summary(column, n)
        assert tuple(made.shape) == (1, 4), (
            f"{n} layer(s), one sequence: shape {tuple(made.shape)}, expected (1, 4). Is there a squeeze?"
        )
        assert made.tolist() == [[2 * n - 2] * 2 + [2 * n - 1] * 2], (
            f"{n} layer(s): rows {made.tolist()[0]} were joined. Which are the last two? Do not write 4 and 5 down."
        )
    tracked = sequence_summary(labels.clone().requires_grad_(), 3)
    assert tracked.requires_grad, "No gradient reaches state. Is there a .detach() or torch.tensor(...)?"


@exercise("3.5 Count what is added", "one layer and more, two sets of sizes", points=3)
def extra_parameters(extra_parameters):
    # sizes, what PyTorch's layers differ by, and two typical mistakes
    for sizes, right, one_bias, both in [((3, 4, 1), 36, 32, 72), ((10, 128, 1), 17920, 17792, 35840)]:
        extra = extra_parameters(*sizes)
        assert extra is not None, "Nothing came back. Is a return missing?"
        assert extra != one_bias, f"{sizes}: {extra}. One bias is missing: PyTorch keeps b_ih and b_hh."
        assert extra != both, f"{sizes}: {extra} counts both directions. How many are added?"
        h = sizes[1]
        assert extra != right + 4 * h * h + 2 * h, (
            f"{sizes}: {extra}. With one layer there are no later layers: they number num_layers − 1."
        )
        assert extra == right, f"{sizes}: {extra} is wrong. Which tensors in the table end in l0_reverse?"
    for sizes, right, new_tensors in [((3, 4, 2), 108, 92), ((10, 128, 3), 149504, 116736)]:
        extra = extra_parameters(*sizes)
        assert extra != new_tensors, (
            f"{sizes}: {extra} counts the new tensors. But weight_ih_l1 of the *forward* direction grows too: it reads 2h numbers."
        )
        assert extra == right, (
            f"{sizes}: {extra} is wrong. One layer is right. "
            "What does a later layer read at each step, in both directions?"
        )


def _same(a, b):
    return agree(a, b, atol=1e-3)


@exercise("3.6 Backward, made from forward", "values, weights, gradients, relu, float64", points=2)
def reverse(backward_as_forward):
    reader = nn.RNN(3, 4, batch_first=True, bidirectional=True, device=device)
    short = torch.randn(2, 5, 3, device=device, requires_grad=True)
    wanted = reader(short)[0][..., 4:]
    before = {name: weight.clone() for name, weight in reader.state_dict().items()}
    calls = []
    watch = reader.register_forward_hook(lambda module, *_: calls.append(module is reader))
    mine, again = backward_as_forward(reader, short), backward_as_forward(reader, short)
    watch.remove()

    now = reader.state_dict()
    same = all(w.dtype == now[n].dtype and torch.equal(w, now[n]) for n, w in before.items())
    assert same and reader.bidirectional, "birnn was changed. Copy out of it, not into it."
    assert mine is not None, "Nothing came back. Is a return missing?"
    assert not any(calls), "birnn itself was called. Run the new layer instead."
    assert isinstance(mine, torch.Tensor), (
        f"A {kind(mine)} came back. nn.RNN returns (output, state); take the output."
    )
    assert tuple(mine.shape) == (2, 5, 4), (
        f"Shape {tuple(mine.shape)}, expected (2, 5, 4): every step, one direction."
    )
    assert not _same(mine, reader(short)[0][..., :4]), (
        "That is the forward half. The backward one is asked for."
    )
    assert not _same(mine.flip(1), wanted), "Right numbers, wrong order: flip the result back in time."
    assert mine.requires_grad, "No gradient can pass. Only the copying belongs under torch.no_grad()."
    (slope,) = torch.autograd.grad(mine.sum(), short, allow_unused=True, retain_graph=True)
    assert slope is not None, "No gradient reaches x. Is there an x.detach() or x.data?"
    assert _same(mine, again), (
        "Two runs differ: the new layer still has random weights of its own. Copy all four, with a.copy_(b); a = b copies nothing."
    )
    assert not _same(mine, reader(short.flip(1))[0][..., :4].flip(1)), (
        "The forward direction's weights were copied. The names you need end in _reverse."
    )
    assert _same(mine, wanted), (
        "The numbers differ. Did you copy all four _reverse tensors, and flip axis 1 before and after the run?"
    )
    _others(backward_as_forward, short)


def _others(backward_as_forward, short):
    relu_reader = nn.RNN(3, 4, nonlinearity="relu", batch_first=True, bidirectional=True, device=device)
    assert _same(backward_as_forward(relu_reader, short), relu_reader(short)[0][..., 4:]), (
        "Right for a tanh layer, wrong for a relu layer. Give the new layer nonlinearity=birnn.nonlinearity."
    )
    wide = nn.RNN(2, 6, batch_first=True, bidirectional=True, device=device, dtype=torch.float64)
    long = torch.randn(1, 8, 2, device=device, dtype=torch.float64)
    assert agree(backward_as_forward(wide, long), wide(long)[0][..., 6:]), (
        "Other sizes, in float64: the numbers differ. Is a size written down?"
    )


@bonus("A little of the future", "shape, what each step has read, zeros at the end, no look-ahead at all")
def bonus_lookahead(look_ahead):
    rnn, x = nn.RNN(3, 4, batch_first=True, device=device), torch.randn(2, 9, 3, device=device)
    for d in (0, 1, 3):
        seen, case = look_ahead(rnn, x, d), f"With d = {d}"
        assert isinstance(seen, torch.Tensor), f"Return a tensor, not {kind(seen)}."
        assert shape(seen) == [2, 9, 4], (
            f"{case}, nine steps have nine outputs: [2, 9, 4], got {shape(seen)}."
        )
        for s in range(9):
            changed = x.clone()
            changed[:, s] += 1
            moved = (look_ahead(rnn, changed, d) - seen).abs().amax((0, 2)) > 0
            first = max(0, s - d)
            assert not moved[:first].any(), (
                f"{case}, input {s} must not reach an output before {first}. Do you look too far ahead?"
            )
            assert moved[first], (
                f"{case}, output {first} should have read input {s}. Do you look ahead at all?"
            )
        alone = torch.cat([x, x.new_zeros(2, d, 3)], dim=1)
        assert agree(seen[:, -1], rnn(alone)[1][0]), f"{case}, the last output reads {d} zeros after the end."
