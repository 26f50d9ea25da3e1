"""What travels between a check and a student's code: plain data, and the few lines that carry it.

This file is sent, compiled, into the student's kernel, which has no other part of the
grader; so it imports nothing from this package and is short.
"""

import base64
import json
import marshal
import math
import numbers

import safetensors.torch
import torch


def encode(values):
    """Turn a flat dict of tensors, numbers and strings into text.

    Anything else becomes a note of its type, so that the check can name what it got.
    """
    plain, other, shapes, flat = {}, {}, {}, {}
    for name, value in values.items():
        value = plain_number(value)
        if isinstance(value, torch.Tensor) and value.layout == torch.strided and value.device.type != "meta":
            kind = str(value.dtype)
            shapes.setdefault(kind, {})[name] = list(value.shape)
            flat.setdefault(kind, []).append(value.detach().cpu().reshape(-1))
        elif value is None or isinstance(value, (bool, int, float, str)):
            plain[name] = value
        else:
            other[name] = type(value).__name__
    # one tensor a dtype: each costs safetensors more than the numbers in it
    blob = safetensors.torch.save({kind: torch.cat(parts) for kind, parts in flat.items()})
    tensors = base64.b64encode(blob).decode()
    return json.dumps({"plain": plain, "other": other, "shapes": shapes, "tensors": tensors})


def plain_number(value):
    """Return the Python number, or True or False, that a number of NumPy or another library is; else the value."""
    if isinstance(value, (bool, int, float, str, torch.Tensor)):
        return value
    if type(value).__module__ == "numpy" and value.shape == () and value.dtype.kind in "biuf":
        return value.item()
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if isinstance(value, numbers.Real) else value


def decode(text):
    """Undo `encode`: return (values, notes of what was no data)."""
    message = json.loads(text)
    tensors = {}
    for kind, flat in safetensors.torch.load(base64.b64decode(message["tensors"])).items():
        shapes = message["shapes"][kind]
        parts = flat.split([math.prod(shape) for shape in shapes.values()])
        for (name, shape), part in zip(shapes.items(), parts, strict=True):
            tensors[name] = part.reshape(shape).clone()
    return {**message["plain"], **tensors}, message["other"]


class Names(dict):
    """A notebook's names; asking for a missing one says so the way Python does."""

    def __missing__(self, name):
        raise NameError(f"name {name!r} is not defined")


def answer(namespace, probe, name, inputs, seed, device, longest):
    """Do what `serve` does for a kernel: compiled code and text arrive, and leave, in letters that any quotes can hold."""
    source, text = marshal.loads(base64.b64decode(probe)), base64.b64decode(inputs).decode()
    reply = serve(namespace, source, name, text, seed, device)[:longest]
    return base64.b64encode(reply.encode()).decode()


def serve(namespace, source, name, text, seed, device="cpu"):
    """Run the probe `name` from its source, or its code, on encoded inputs; return the encoded reply.

    An exception in the student's code is data too: its type and message. The notebook's random
    state, gradient mode and defaults are left as they were; what a probe left changed is named under ``left``.
    """
    dtype, place, left = torch.get_default_dtype(), default_device(), []
    try:
        with torch.device("cpu"):
            inputs, _ = decode(text)
        inputs = {k: v.to(device) if isinstance(v, torch.Tensor) else v for k, v in inputs.items()}
        scope = {"torch": torch}
        exec(source, scope)
        # a notebook may work with another one; its functions are judged by this
        torch.set_default_dtype(torch.float32)
        with torch.random.fork_rng(() if device == "cpu" else None), torch.enable_grad():
            # `torch.manual_seed` seeds CUDA too, and keeps a stack trace of each call until CUDA is used
            (torch.default_generator if device == "cpu" else torch).manual_seed(seed)
            reply = asked(scope[name], Names(namespace), inputs)
            kept = {
                "gradient mode": torch.is_grad_enabled(),
                "default dtype": torch.get_default_dtype() == torch.float32,
                "default device": default_device() == place,
            }
            left = [setting for setting, same in kept.items() if not same]
    except Exception as error:
        said = f"Your code could not be called at all ({type(error).__name__}: {str(error)[:300]}): does the notebook "
        reply = {"error": "Amiss", "message": said + "change or replace something of Python or PyTorch?"}
    finally:
        torch.set_default_dtype(dtype)
    if "default device" in left and place:  # None is not "cpu", which would move what `as_tensor` is given
        torch.set_default_device(None if place.type == "cpu" else place)
    return json.dumps({**reply, "left": left})


def asked(probe, names, inputs):
    """Return what a probe brings back, or what it raised."""
    try:
        return {"values": encode(probe(names, **inputs))}
    except SystemExit:
        return {"error": "Amiss", "message": "Your code leaves Python, by exit() or the like: take that out."}
    except Exception as error:
        return {"error": type(error).__name__[:80], "message": str(error)[:600]}


def default_device():
    """Return where tensors are made, or nothing where a notebook chose a device that is not here."""
    try:
        return torch.get_default_device()
    except Exception:
        return None
