"""The probes of `autograder.contracts`: they play an exercise's cases in the student's process, and judge nothing."""

import torch

from autograder.check import travels
from autograder.checks.shared import amiss, on_another_device


def call(names, kept, **case):
    """Stand for the exercise's own call, which `Student.run` puts in its place."""
    raise NotImplementedError


@travels
def seed_of(play):
    """Return the seed before a play: no number that an answer would fix."""
    return 7_368_787 + play


@travels
def as_list(result):
    """Return the parts of a result: of a tuple or a list its members, else itself alone."""
    return list(result) if isinstance(result, (tuple, list)) else [result]


@travels
def float_parts(result):
    """Return those parts of a result through which a gradient can flow."""
    return [p for p in as_list(result) if isinstance(p, torch.Tensor) and p.is_floating_point()]


@travels
def part_of_more(v):
    """Return a copy of a tensor that begins inside a longer storage, as a slice of a text does; all else as it is."""
    if not isinstance(v, torch.Tensor):
        return v
    inside = torch.cat([v.new_zeros(16), v.flatten()])[16:].view(v.shape)
    return v.new_empty(0).set_(inside.untyped_storage(), 16, inside.shape, inside.stride())  # and is no view


@travels
def asking(case):
    """Return copies of the float tensors among the arguments, which ask for gradients."""
    floats = {n: v for n, v in case.items() if isinstance(v, torch.Tensor) and v.is_floating_point()}
    return {n: v.clone().requires_grad_() for n, v in floats.items()}


@travels
def weighted_sum(parts, weights):
    """Return one number of all parts; `weights` holds as many numbers as they do."""
    rows = weights.split([p.numel() for p in parts])
    return sum((p.flatten() * row).sum() for p, row in zip(parts, rows, strict=True))


def plays_probe(names, order, **inputs):
    """Call with the cases in this order, the last two without gradients; return all that came and what is left.

    What can be compared is returned, and compared in the grader: nothing here is asked whether it is right.
    """
    import contextlib
    import random
    import warnings

    import numpy

    def reused(names, kept, tensors, case):
        """Call with this case in tensors that held another one of its sizes."""
        there = {n: (v.shape, v.dtype) for n, v in case.items() if isinstance(v, torch.Tensor)}
        if there != {n: (v.shape, v.dtype) for n, v in tensors.items()}:
            return {}
        for name, value in tensors.items():
            value.data.copy_(case[name])
        with contextlib.suppress(Exception):
            parts = as_list(call(names, kept, **case | tensors))
            return {"count reused": len(parts)} | {f"result reused {i}": p for i, p in enumerate(parts)}
        return {}

    cases, kept, held, reply, filled, returned = {}, {}, [], {}, [], 0
    for name, value in inputs.items():
        number, _, name = name.partition(" ")
        cases.setdefault(number, {})[name] = value
    order, place = order.split(), torch.get_default_device()
    for play, number in enumerate(order):
        given = {n: part_of_more(v) for n, v in cases[number].items()}
        mode = play + 2 < len(order)
        # `torch.manual_seed` keeps a stack trace of each call until CUDA is used
        (torch if torch.cuda.is_initialized() else torch.default_generator).manual_seed(seed_of(play))
        random.seed(seed_of(play))
        numpy.random.seed(seed_of(play))
        with torch.set_grad_enabled(mode):
            try:
                result = call(names, kept, **given)
                parts = as_list(result)
            except (NotImplementedError, NameError):  # still open, or a name is missing
                raise
            except Exception as error:
                reply |= {"raised": type(error).__name__, "message": str(error)[:600], "ended": play}
                break
            reply[f"mode {play}"] = torch.is_grad_enabled() == mode
        returned += sum(p.nbytes for p in parts if isinstance(p, torch.Tensor))
        if returned > 2**23:  # each is kept three times until the end
            amiss("Your code returned far more data than this exercise asks for.")
        reply[f"count {play}"] = len(parts)
        reply[f"alone {play}"] = not isinstance(result, (tuple, list))
        reply[f"seeds {play}"] = torch.initial_seed() != seed_of(play)
        reply[f"default {play}"] = torch.get_default_dtype() == torch.float32
        reply[f"place {play}"] = torch.get_default_device() == place
        torch.set_default_dtype(torch.float32)
        if not reply[f"place {play}"]:  # None is not "cpu", which would move what `as_tensor` is given
            torch.set_default_device(None if place.type == "cpu" else place)
        reply |= {f"drawn {play}": torch.rand(2), f"dice {play}": random.random()}
        reply[f"numpy {play}"] = numpy.random.random()
        for i, part in enumerate(parts):
            reply[f"result {play} {i}"] = part.clone() if isinstance(part, torch.Tensor) else part
        tensors = {n: v for n, v in given.items() if isinstance(v, torch.Tensor)}
        held.append((tensors, [(i, p.detach()) for i, p in enumerate(parts) if isinstance(p, torch.Tensor)]))
    for play, (given, parts) in enumerate(held):
        reply[f"asks {play}"] = any(v.requires_grad for v in given.values())
        reply |= {f"given {play} {n}": v.detach().clone() for n, v in given.items()}
        reply |= {f"later {play} {i}": p.clone() for i, p in parts}
    for play, (_, parts) in enumerate(held):
        for _, p in parts:
            # an expanded one cannot be written to, nor can it spoil anything
            with contextlib.suppress(RuntimeError):
                filled.append((play, p, p.clone()))
                p.fill_(play + 1)
    for play, (given, _) in enumerate(held):
        reply |= {f"written {play} {n}": v.detach().clone() for n, v in given.items()}
        marks = [p.flatten()[:1].double() for n, p, _ in filled if n == play and p.dtype != torch.bool]
        reply[f"marks {play}"] = torch.cat([torch.zeros(0, dtype=torch.float64), *marks])
    for _, p, value in reversed(filled):  # what the student keeps is to be as it was
        if torch._debug_has_internal_overlap(p) != 1:  # 2 is "not known", as of most views
            p.copy_(value)
    reply |= reused(names, kept, held[-1][0], cases[order[-2]]) if 1 < len(order) == len(held) else {}
    leaves = asking(cases[order[0]])
    # what the card does not promise for such arguments
    with contextlib.suppress(Exception), warnings.catch_warnings(action="ignore"):
        call(names, kept, **cases[order[0]] | leaves)
        reply |= {f"cut {n}": not v.requires_grad for n, v in leaves.items()}
    # who always sets float32, or "cpu", changes it for who found another
    torch.set_default_dtype(torch.float64)
    torch.set_default_device("cpu:0")
    with contextlib.suppress(Exception):
        found = as_list(call(names, {}, **cases[order[0]]))
        reply |= {f"number {i}": p for i, p in enumerate(found) if type(p) in (int, float, str)}
    reply["default"] = torch.get_default_dtype() == torch.float64
    reply["found place"] = torch.get_default_device() == torch.device("cpu:0")
    torch.set_default_dtype(torch.float32)
    torch.set_default_device(None if place.type == "cpu" else place)
    return reply


def gradient_probe(names, weights, **given):
    """Return the gradient that each float argument gets from a weighted sum of the results."""
    leaves = asking(given)
    parts = float_parts(call(names, {}, **given | leaves))
    if not any(p.requires_grad for p in parts):
        return {"linked": False}
    total = weighted_sum(parts, weights)
    found = torch.autograd.grad(total, list(leaves.values()), allow_unused=True)
    pairs = zip(leaves.items(), found, strict=True)
    return {"linked": True} | {n: torch.zeros_like(v) if g is None else g for (n, v), g in pairs}


def elsewhere_probe(names, stay, **given):
    """Call with everything on another device but the names in `stay`."""

    def there(move):
        moving = [n for n, v in given.items() if isinstance(v, torch.Tensor) and n not in stay.split()]
        return call(names, {}, **given | {n: move(given[n]) for n in moving})

    return on_another_device(there)
