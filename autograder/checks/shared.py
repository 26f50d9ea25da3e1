"""What probes of several labs need in the student's process: each travels with the probes that name it."""

import torch
from torch.nn import functional as F

from autograder.check import travels
from autograder.expect import agree, expect
from autograder.reply import Failed


@travels
def amiss(message):
    """Raise what stands between an answer and its judgement; the student reads the message alone."""
    raise type("Amiss", (Exception,), {})(message)


@travels
def never_twice(kept, *returned):
    """Raise when one of these is a list that an earlier call returned, too."""
    earlier = kept.setdefault("earlier", [])
    if any(a is b and isinstance(a, list) for a in earlier for b in returned):
        amiss("Two calls return the same list: who writes into one result changes the other. Make a new one.")
    earlier += returned


@travels
def with_drawn_weights(model, seed, halves=()):
    """Give the parameters weights that depend on their shapes and the seed alone, so that a twin can hold the same.

    An LSTM forgets slowly: after a hundred steps the first one still counts.
    Those of the shape `halves` are two equal halves side by side: the order of two directions is free.
    """
    for p in model.parameters():
        width = p.shape[1] // 2 if tuple(p.shape) == tuple(halves) else p.shape[-1]
        made = torch.Generator().manual_seed(seed)
        drawn = 0.5 * torch.randn(*p.shape[:-1], width, generator=made, dtype=torch.float64)
        p.data.copy_(drawn.repeat(*[1] * (p.dim() - 1), p.shape[-1] // width))
    for lstm in (m for m in model.modules() if isinstance(m, torch.nn.LSTM)):
        for name, p in lstm.named_parameters():
            if name.startswith("bias_ih"):
                p.data[lstm.hidden_size : 2 * lstm.hidden_size] += 4
    return model


@travels
def made(make, *sizes, **named):
    """Return a new model; what is drawn for it counts for nothing. It may set no seed, nor its own mode in a call."""
    random, seed, before = torch.get_rng_state(), torch.initial_seed(), []
    model = make(*sizes, **named)
    if torch.initial_seed() != seed:
        amiss(
            "It sets the seed while it is made: what the caller draws afterwards begins again. Leave the seed alone."
        )
    torch.set_rng_state(random)

    def note(model, *_):
        before.append([part.training for part in model.modules()])

    def compare(model, *_):
        if before.pop() != [part.training for part in model.modules()]:
            amiss("forward changes train or eval mode, and leaves it so: that is the caller's choice.")

    model.register_forward_pre_hook(note)
    model.register_forward_hook(compare)
    return model


@travels
def handed(call, *given, modes=True, **named):
    """Call, and raise unless models and optimizers among the arguments keep their settings; numbers may change.

    Settings are what asks for gradients, hooks, the values of an optimizer, and with `modes` train or eval.
    """
    models = [m for one in given if isinstance(one, torch.nn.Module) for m in one.modules()]
    optimizers = [one for one in given if isinstance(one, torch.optim.Optimizer)]
    parameters = [p for m in models for p in m.parameters(recurse=False)]

    def hooks(one):
        return sum(
            len(held) for name, held in vars(one).items() if "hooks" in name and isinstance(held, dict)
        )

    def settings():
        yield "which parameters ask for gradients", [p.requires_grad for p in parameters]
        on_gradients = [len(p._backward_hooks or ()) for p in parameters]
        yield "hooks", [on_gradients, [hooks(one) for one in (*models, *optimizers)]]
        values = [{k: v for k, v in g.items() if k != "params"} for o in optimizers for g in o.param_groups]
        yield "the learning rate or another value of the optimizer", values
        yield "the mode (train or eval)", [m.training for m in models if modes]

    before = list(settings())
    result = call(*given, **named)
    for (what, then), (_, now) in zip(before, settings(), strict=True):
        if then != now:
            amiss(f"What the caller handed in is left with other settings: {what}. Leave it as it came.")
    return result


@travels
def loaded_model(make, kept, sizes, weights, order=None):
    """Return the model ``make(*sizes)``, built once a size, and its parameters, which now hold this row of numbers.

    They go to the embeddings, the recurrent and the linear layers; of one kind in the order of their making, or as
    the key `order` sorts all of them. What is drawn while a model is built counts for nothing.
    """
    key = (*sizes, weights.dtype)
    if key not in kept:
        kept[key] = made(make, *sizes).to(weights.device, weights.dtype)
    kinds = (torch.nn.Embedding, torch.nn.RNNBase, torch.nn.RNNCellBase, torch.nn.Linear)
    layers = [m for kind in kinds for m in kept[key].modules() if isinstance(m, kind)]
    layers = sorted(layers, key=order) if order else layers
    parameters = [p for m in layers for p in m.parameters(recurse=False)]
    count = sum(p.numel() for p in kept[key].parameters())
    if count != len(weights) or count != sum(p.numel() for p in parameters):
        raise ValueError(f"the layers have {count} weights, the task asks for {len(weights)}")
    with torch.no_grad():
        for p, values in zip(parameters, weights.split([p.numel() for p in parameters]), strict=True):
            p.copy_(values.view(p.shape))
    return kept[key], parameters


@travels
def flat_gradient(results, parameters, weigh):
    """Return the gradient of the sum of ``weigh(result)``, for all parameters in a row; zeros where there is none."""
    with torch.enable_grad():
        total = sum(weigh(r).sum() for r in results)
    none = [None] * len(parameters)
    got = torch.autograd.grad(total, parameters, allow_unused=True) if total.requires_grad else none
    pairs = zip(parameters, got, strict=True)
    return torch.cat([torch.zeros_like(p).flatten() if g is None else g.flatten() for p, g in pairs])


@travels
def on_another_device(call):
    """Run ``call(move)`` where `move` takes tensors and modules to a second device; say what became of it.

    The device is made of tensors that hold real numbers and say that they lie elsewhere: numbers can be read,
    printed and tested as on a GPU, and what mixes devices, or asks NumPy, fails as it does there.

    Returns
    -------
    dict
        ``trouble``: what was raised, or ""; ``there``: whether all tensors of the result are on that device.
    """
    from torch.overrides import TorchFunctionMode
    from torch.utils._python_dispatch import TorchDispatchMode
    from torch.utils._pytree import tree_leaves, tree_map

    place, infers, inference_mode = torch.device("meta"), [], torch.inference_mode
    crossing = {"_to_copy", "copy_", "index", "index_put", "index_put_", "_index_put_impl_"}
    crossing |= {
        "_pack_padded_sequence",
        "_pack_padded_sequence_backward",
    }  # the sizes of batches stay on the CPU
    mixed = "Expected all tensors to be on the same device"

    class Far(torch.Tensor):
        @staticmethod
        def __new__(cls, real):
            layout = {"strides": real.stride(), "storage_offset": real.storage_offset(), "dtype": real.dtype}
            far = torch.Tensor._make_wrapper_subclass(cls, real.shape, device=place, **layout)
            far.here = real
            return far

        @classmethod
        def __torch_dispatch__(cls, op, types, args=(), kwargs=None):
            return run(op, args, kwargs or {})

        __torch_function__ = torch._C._disabled_torch_function_impl

    def near(t):
        return t.here if isinstance(t, Far) else t

    def run(op, args, kwargs):
        infers.append(torch.is_inference_mode_enabled())
        name = op._schema.name.split("::")[1]
        tensors = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
        far = [t for t in tensors if isinstance(t, Far)]
        if (
            far
            and any(t.dim() for t in tensors if not isinstance(t, Far))
            and (name not in crossing or (name.startswith("index") and not isinstance(args[0], Far)))
        ):
            raise RuntimeError(f"{mixed}, in {name}")
        if name == "_pack_padded_sequence" and isinstance(args[1], Far):
            raise RuntimeError("'lengths' argument should be a 1D CPU int64 tensor")
        away = bool(far) if kwargs.get("device") is None else torch.device(kwargs["device"]) == place
        away = isinstance(args[0], Far) if name == "copy_" else away
        if kwargs.get("device") is not None and (away or far):
            kwargs = {**kwargs, "device": "cpu" if away else kwargs["device"]}
        args, kwargs = tree_map(near, (args, kwargs))
        out = op(*args, **kwargs)
        if name == "_pack_padded_sequence" and away:
            return wrapped(out[0], far), out[1]
        return tree_map(lambda t: wrapped(t, far), out) if away else out

    def wrapped(out, far):
        if not isinstance(out, torch.Tensor):
            return out
        for same in (t for t in far if t.here is out):
            if same.shape != out.shape or same.stride() != out.stride():  # `transpose_` and its like
                with torch._C._DisableTorchDispatch():
                    same.as_strided_(out.shape, out.stride(), out.storage_offset())
            return same
        return Far(out)

    class Kernels(TorchDispatchMode):
        def __torch_dispatch__(self, op, types, args=(), kwargs=None):
            return run(op, args, kwargs or {})

    class Calls(TorchFunctionMode):
        """What reads or makes numbers without an operator of its own."""

        made = (torch.tensor, torch.as_tensor, torch.asarray)
        read = (torch.Tensor.tolist, torch.Tensor.__format__)

        def __torch_function__(self, function, types, args=(), kwargs=None):
            kwargs = kwargs or {}
            if function in self.made and not isinstance(args[0], torch.Tensor):
                device = kwargs.pop("device", None)
                out = function(*tree_map(near, args), **kwargs)
                return out if device is None else out.to(device)
            if function is torch.Tensor.new_tensor:
                device = kwargs.pop("device", args[0].device)
                return torch.tensor(*tree_map(near, args[1:]), **{"dtype": args[0].dtype, **kwargs}).to(
                    device
                )
            if function in (torch.Tensor.__getitem__, torch.Tensor.__setitem__) and isinstance(args[1], list):
                # PyTorch would make it on the device, without numbers
                args = (args[0], torch.tensor(args[1]), *args[2:])
            if function in self.read and isinstance(args[0], Far):
                args = (args[0].detach().cpu(), *args[1:])
            if function in (torch.Tensor.numpy, torch.Tensor.__array__) and isinstance(args[0], Far):
                raise TypeError(
                    "can't convert a tensor on another device to numpy: copy it with .cpu() first"
                )
            return function(*args, **kwargs)

    def move(thing):
        if isinstance(thing, torch.nn.Module):
            return thing.to(place)
        moved = Far(thing.detach().cpu().clone())
        return moved.requires_grad_(thing.requires_grad)

    torch.inference_mode = torch.no_grad  # there, tensors of this kind have no views
    try:
        with Kernels(), Calls():
            out = call(move)
            there = all(t.device == place for t in tree_leaves(out) if isinstance(t, torch.Tensor))
    except Exception as error:
        if isinstance(error, NotImplementedError) and str(error).startswith("Exercise"):
            raise
        if not any(infers):  # what is decorated with it cannot be judged here
            return {"trouble": f"{type(error).__name__}: {error}"[:300], "there": False}
        there = True
    finally:
        torch.inference_mode = inference_mode
    return {"trouble": "", "there": there}


BENDS = {
    "softmax": lambda scores: scores.softmax(-1),
    "log-softmax": lambda scores: scores.log_softmax(-1),
    **{n: getattr(F, n) for n in ("relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "softplus")},
}


def expect_raw(found, right):
    """Fail if an activation stands after the last layer: the scores are then what it makes of the right ones."""
    for name, bend in BENDS.items():
        own = " cross_entropy has its own: a second one flattens the probabilities." * ("softmax" in name)
        hint = (
            f"There is a {name} after the linear layer. The task asks for its raw scores: leave it out.{own}"
        )
        expect(agree(found, right, 1e-3, 1e-5) or not agree(found, bend(right), 1e-3, 1e-5), hint)


def expect_another_device(reply, hint):
    """Fail with the hint unless what `on_another_device` returned says that all went well there."""
    trouble = reply.text("trouble")
    expect(not trouble, f"{hint} On another device it raised {trouble}")
    expect(reply.flag("there"), hint)


def expect_drawn(counts, probabilities, hint, deviations=6.5):
    """Fail with the hint if draws with these probabilities hardly ever give such counts (chi-square).

    With 6.5 standard deviations, less than once in 1e9. Both are [rows, symbols], a row for each distribution
    that was drawn from. Cells of which fewer than five are expected are joined.
    """
    total, freedom = 0.0, 0
    for seen, shares in zip(counts.double(), probabilities.double(), strict=True):
        wanted = shares * seen.sum()
        few = wanted < 5
        groups = list(zip(seen[~few].tolist(), wanted[~few].tolist(), strict=True))
        found, due = seen[few].sum().item(), wanted[few].sum().item()
        expect(due >= 5 or found < 30, hint)
        if due >= 5:
            groups.append((found, due))
        elif groups:
            groups[0] = (groups[0][0] + found, groups[0][1] + due)
        total += sum((a - b) ** 2 / b for a, b in groups)
        freedom += max(len(groups) - 1, 0)
    part = 2 / (9 * max(freedom, 1))
    expect(not freedom or total < freedom * (1 - part + deviations * part**0.5) ** 3, hint)


def expect_frequencies(counts, scores, temperature, kind):
    """Fail, with the mistake that fits best, unless each row was drawn from the softmax of scores / temperature.

    `kind` is what the card calls the scores: logits or log-probabilities.
    """

    def fits(probabilities, deviations):
        try:
            expect_drawn(counts, probabilities, "", deviations)
        except Failed:
            return False
        return True

    scaled = scores / temperature
    if fits(scaled.softmax(-1), 6.5):
        return
    most = counts.gather(1, scores.argmax(-1, keepdim=True)).sum() == counts.sum()
    expect(
        not most or temperature < 0.2,
        "The most likely character comes every time: draw from the probabilities.",
    )
    even = "The characters come too evenly, or almost equally often: are the scores used, and is there only one softmax?"
    known = (
        (even, scaled.softmax(-1)),
        (even, scores.softmax(-1) / temperature),
        (even, 0 * scores),
        (f"The temperature has no effect: divide the {kind} by it, before the softmax.", scores),
        (
            f"The {kind} are multiplied by the temperature, the wrong way round: divide.",
            scores * temperature,
        ),
        ("The temperature counts twice: divide by it once.", scaled / temperature),
        ("The least likely characters come most often: is a sign wrong?", -scaled),
    )
    hint, rule = max(known, key=lambda pair: (counts * pair[1].log_softmax(-1)).sum())
    expect(not fits(rule.softmax(-1), 3.5), hint)  # a cause is named only where it fits well
    raise Failed(
        f"At temperature {temperature:g}, with {scores.shape[1]} characters, they do not come as often as softmax({kind} / "
        "temperature) says, after the characters that were drawn before."
    )
