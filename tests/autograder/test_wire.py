"""What travels between a check and a student's code."""

import base64
import json
import marshal

import pytest
import torch

from autograder import wire
from autograder.reply import Failed, read_reply


def test_tensors_numbers_and_text_come_back_as_they_were():
    """Every kind of plain data survives the round trip, dtype and emptiness included."""
    values = {
        "single": torch.randn(2, 3),
        "double": torch.randn(4, dtype=torch.float64),
        "whole": torch.arange(3),
        "flags": torch.tensor([True, False]),
        "empty": torch.zeros(0, 5),
        "strided": torch.arange(12.0).reshape(3, 4).T,
        "n": 3,
        "x": 0.5,
        "yes": True,
        "text": "ħ → ∞",
        "none": None,
    }
    decoded, other = wire.decode(wire.encode(values))
    assert other == {}
    assert decoded.keys() == values.keys()
    for name, value in values.items():
        if isinstance(value, torch.Tensor):
            assert decoded[name].dtype == value.dtype
            assert torch.equal(decoded[name], value)
        else:
            assert decoded[name] == value and type(decoded[name]) is type(value)


@pytest.mark.parametrize("value", [(1, 2), [torch.ones(1)], {1}, object(), torch.zeros(2, device="meta")])
def test_what_is_no_data_becomes_a_note_of_its_type(value):
    """A tuple, an object or a tensor without values is named, never pickled."""
    decoded, other = wire.decode(wire.encode({"got": value}))
    assert decoded == {}
    assert other == {"got": type(value).__name__}


def test_views_of_one_storage_can_travel_together():
    """safetensors refuses shared storage; the encoding must not."""
    whole = torch.arange(6.0)
    decoded, _ = wire.decode(wire.encode({"a": whole[:3], "b": whole[3:], "c": whole}))
    assert torch.equal(torch.cat([decoded["a"], decoded["b"]]), decoded["c"])


@pytest.mark.parametrize(
    "shapes",
    [
        {},
        {"a": [3]},
        {"a": [4, 2]},
        {"a": [-1]},
        {"a": [-2, -3]},
        {"a": [3], "b": ["3"]},
        {"a": 6},
        [[6]],
        {"a": [2**40, 0]},
    ],
)
def test_shapes_that_do_not_fit_their_numbers_are_no_reply(shapes):
    """What a kernel says of its tensors' shapes is as untrusted as the numbers."""
    message = json.loads(wire.encode({"a": torch.arange(6.0)}))
    message["shapes"]["torch.float32"] = shapes
    with pytest.raises(Failed, match="could not be read"):
        read_reply(json.dumps({"values": json.dumps(message)}))


def test_a_kernel_is_sent_compiled_code():
    """Its answer is the one of the source."""
    source, inputs = "def probe(names, x): return {'x': x + names['one']}", wire.encode({"x": torch.ones(2)})
    code = base64.b64encode(marshal.dumps(compile(source, "<string>", "exec"))).decode()
    letters = base64.b64encode(inputs.encode()).decode()
    found = base64.b64decode(wire.answer({"one": 1}, code, "probe", letters, 0, "cpu", 10**6)).decode()
    assert found == wire.serve({"one": 1}, source, "probe", inputs, 0)
    assert len(base64.b64decode(wire.answer({"one": 1}, code, "probe", letters, 0, "cpu", 9))) == 9


def test_serving_leaves_the_notebooks_random_state_alone():
    """A probe that draws numbers must not change what the student's next cell draws."""
    source = "def probe(names): return {'x': torch.rand(3)}"
    torch.manual_seed(5)
    expected = torch.rand(2)
    torch.manual_seed(5)
    answers = [wire.serve({}, source, "probe", wire.encode({}), seed) for seed in (1, 1, 2)]
    assert torch.equal(torch.rand(2), expected)
    assert answers[0] == answers[1] != answers[2]


def test_a_probe_has_gradients_even_where_the_notebook_switched_them_off():
    """`torch.set_grad_enabled(False)` in a student's cell must not fail a gradient check."""
    source = "def probe(names, x): return {'g': torch.is_grad_enabled()}"
    with torch.no_grad():
        reply = json.loads(wire.serve({}, source, "probe", wire.encode({"x": 1}), 0))
    assert wire.decode(reply["values"])[0] == {"g": True}


def test_an_exception_is_data_too():
    """The student's error arrives as its type and message, cut to a sane length."""
    source = "def probe(names): raise ValueError('no ' * 1000)"
    reply = json.loads(wire.serve({}, source, "probe", wire.encode({}), 0))
    assert reply["error"] == "ValueError"
    assert 0 < len(reply["message"]) <= 600


def test_leaving_is_named():
    """`exit()` in a function: a sentence of its own, and the next probe is asked."""
    reply = json.loads(wire.serve({}, "def probe(names): raise SystemExit", "probe", wire.encode({}), 0))
    assert reply["error"] == "Amiss" and "exit()" in reply["message"]


def test_what_the_notebook_broke_is_said_and_defaults_come_back(monkeypatch):
    """Where the probe cannot even be called; the default dtype is the notebook's again."""
    monkeypatch.setattr(torch, "enable_grad", lambda: 1 / 0)
    torch.set_default_dtype(torch.float64)
    try:
        reply = json.loads(wire.serve({}, "def probe(names): return {}", "probe", wire.encode({}), 0))
        assert torch.get_default_dtype() == torch.float64
    finally:
        torch.set_default_dtype(torch.float32)
    assert reply["error"] == "Amiss" and "ZeroDivisionError" in reply["message"]


def test_a_default_device_that_is_not_here_does_not_stop_a_probe():
    """Inputs are read, and replies are written, on the CPU."""
    source = "def probe(names, x): return {'x': x + 1}"
    inputs = wire.encode({"x": torch.ones(2)})
    with torch.device("cuda"):
        reply = json.loads(wire.serve({}, source, "probe", inputs, 0))
    assert wire.decode(reply["values"])[0]["x"].tolist() == [2, 2]
