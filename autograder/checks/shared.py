"""What probes of several labs need in the student's process: each travels with the probes that name it."""

import torch

from autograder.check import expect, travels


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

    place = torch.device("meta")
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

    try:
        with Kernels(), Calls():
            out = call(move)
            there = all(t.device == place for t in tree_leaves(out) if isinstance(t, torch.Tensor))
    except Exception as error:
        if isinstance(error, NotImplementedError) and str(error).startswith("Exercise"):
            raise
        return {"trouble": f"{type(error).__name__}: {error}"[:300], "there": False}
    return {"trouble": "", "there": there}


def expect_another_device(reply, hint):
    """Fail with the hint unless what `on_another_device` returned says that all went well there."""
    trouble = reply.text("trouble")
    expect(not trouble, f"{hint} On another device it raised {trouble}")
    expect(reply.flag("there"), hint)
