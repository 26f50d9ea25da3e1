"""The second device that probes move tensors to: what works and what fails on it is what does on a GPU."""

import copy

import pytest
import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from autograder.check import Student
from autograder.checks.shared import on_another_device
from autograder.judging import in_process

X = torch.linspace(-2, 2, 60).reshape(3, 4, 5)
LENGTHS = torch.tensor([1, 4, 2])


def looks_at_numbers(x, move):
    print(x, x.tolist(), f"{x.max():.2f}", x.max().item(), x.detach().cpu().numpy().sum())
    assert torch.isfinite(x).all() and torch.equal(x, x) and x[x > 0].shape == (30,)
    assert [float(v) for v in x[0, 0]] == X[0, 0].tolist()
    return torch.zeros(int(move(LENGTHS).max()), device=x.device)


def makes_numbers(x, move):
    given = torch.tensor([1.0, 2.0], device=x.device) + x.new_tensor([1.0, 2.0]) + x.new_zeros(2)
    assert given.tolist() == [2.0, 4.0]
    return given, torch.tensor([x.max(), x.min()], device=x.device), torch.as_tensor(x, dtype=torch.float64)


def writes_in_place(x, move):
    def written(x):
        leaf = x.clone().requires_grad_()
        out = torch.zeros(3, 4, 5, device=x.device)
        out[:, 1] = leaf[:, 0] * 2
        out[0, 0] += leaf[1, 1]
        out[:, :, 2].add_(leaf[:, :, 1])
        out.sum().backward()
        return leaf.grad

    assert torch.equal(written(x).cpu(), written(X))
    return written(x), x[:1].clone().squeeze_(0).t_()


def runs(cls, **options):
    def call(x, move):
        layer = cls(5, 6, batch_first=True, **options)
        here, layer = layer(X)[0], move(layer)
        there, state = layer(x)
        there.sum().backward()
        assert torch.allclose(here, there.cpu(), atol=1e-6)
        return there, state, [parameter.grad for parameter in layer.parameters()]

    return call


def packs(x, move):
    layer = move(nn.LSTM(5, 6, batch_first=True))
    output, state = layer(pack_padded_sequence(x, LENGTHS, batch_first=True, enforce_sorted=False))
    padded, _ = pad_packed_sequence(output, batch_first=True)
    padded.sum().backward()
    return padded, state, layer.weight_ih_l0.grad


def trains(x, move):
    model = copy.deepcopy(move(nn.Sequential(nn.Linear(5, 2), nn.Dropout(0.1))))
    for optimizer in (torch.optim.Adam(model.parameters()), torch.optim.SGD(model.parameters(), 0.1)):
        targets = torch.tensor([0, 1, 1, 0], device=x.device)
        loss = nn.functional.cross_entropy(model(x[0]), targets)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return loss, *model.parameters()


def embeds(x, move):
    table = move(nn.Embedding(10, 3, padding_idx=0))
    vectors = table(torch.tensor([1, 2], device=x.device))
    vectors.sum().backward()
    return vectors, table.weight.grad


def picks(x, move):
    mask = torch.arange(4, device=x.device)[None] < move(LENGTHS)[:, None]
    shares = x.softmax(2).masked_fill(~mask[..., None], 0.0)
    return x[torch.arange(3), LENGTHS - 1], shares, torch.multinomial(shares[1], 1), x.topk(2), x.sort(1)


def infers(x, move):
    with torch.inference_mode():
        made = torch.zeros(2, 3, device=x.device)
        return (
            x[0].squeeze(0).tanh() + 1,
            made[:, :2] @ made[:2, :2],
            torch.tensor(x[0, 0].tolist(), device=x.device),
        )


@torch.inference_mode()
def always_infers(x, move):
    return infers(x, move)


WORKS = [
    infers,
    always_infers,
    looks_at_numbers,
    makes_numbers,
    writes_in_place,
    packs,
    trains,
    embeds,
    picks,
]
WORKS += [runs(cls) for cls in (nn.RNN, nn.LSTM, nn.GRU)]
WORKS += [runs(nn.GRU, num_layers=2, bidirectional=True), runs(nn.LSTM, num_layers=2, bidirectional=True)]
FAILS = {
    "a tensor made on the CPU": lambda x, move: x + torch.zeros(5),
    "a start state made on the CPU": lambda x, move: move(nn.RNN(5, 6))(x, torch.zeros(1, 4, 6)),
    "a mask made on the CPU": lambda x, move: torch.arange(4) < move(LENGTHS)[:, None],
    "a table on the CPU": lambda x, move: nn.Embedding(9, 2)(move(LENGTHS)),
    "indices elsewhere": lambda x, move: X[x > 0],
    "NumPy": lambda x, move: torch.from_numpy(x.numpy()),
    "lengths elsewhere": lambda x, move: pack_padded_sequence(x, move(LENGTHS), enforce_sorted=False),
}
LEAVES = {"cpu()": lambda x, move: x.cpu(), "a list": lambda x, move: torch.tensor(x.tolist())}


@pytest.mark.parametrize("call", WORKS)
def test_what_works_on_a_gpu_works(call):
    """Honest code may read, print and test numbers; the results, gradients too, are those of the CPU."""
    assert on_another_device(lambda move: call(move(X), move)) == {"trouble": "", "there": True}


@pytest.mark.parametrize("call", FAILS.values(), ids=FAILS)
def test_what_mixes_devices_fails(call):
    """As on a GPU, with an error."""
    assert on_another_device(lambda move: call(move(X), move))["trouble"]


@pytest.mark.parametrize("call", LEAVES.values(), ids=LEAVES)
def test_a_result_that_left_the_device_is_seen(call):
    """Nothing failed, and still the caller would get it on the CPU."""
    assert on_another_device(lambda move: call(move(X), move)) == {"trouble": "", "there": False}


def probe(names, x):
    return on_another_device(lambda move: names["answer"](move(x)))


def test_the_helper_travels_with_the_probe():
    """A probe names it, and in the student's process it is there."""
    student = Student(in_process({"answer": lambda x: x * 2}), 0, 10.0)
    assert student.run(probe, x=X).flag("there")
