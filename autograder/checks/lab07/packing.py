"""Exercise 7.3: Pack by hand."""

import torch
from torch.nn.utils.rnn import pack_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape


def packing_probe(names, data, lengths, cotangent):
    """Return what the student packs, and the gradient that flows back; torch's packing is switched off."""
    import torch.nn.utils.rnn as rnn

    def own_code(*arguments, **options):
        raise NotImplementedError("Exercise 7.3 asks for your own code, without torch's packing functions")

    function = names["pack_by_hand"]
    scope = getattr(function, "__globals__", {})
    taken = ("pack_sequence", "pack_padded_sequence")
    held = {name: scope[name] for name in taken if name in scope}
    kept = {name: getattr(rnn, name) for name in taken}
    data = data.requires_grad_()
    sequences = [s * 1 for s in data.split(lengths.tolist())]
    before = [s.detach().clone() for s in sequences]
    given = list(sequences)
    try:
        for name in taken:
            setattr(rnn, name, own_code)
            if name in held:
                scope[name] = own_code
        answer = function(sequences)
    finally:
        scope.update(held)
        for name, original in kept.items():
            setattr(rnn, name, original)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}
    same = len(sequences) == len(given) and all(a is b for a, b in zip(sequences, given, strict=True))
    same = same and all(torch.equal(a, b) for a, b in zip(before, given, strict=True))
    packed, sizes = answer
    reply = {"pair": True, "data": packed, "sizes": sizes, "kept": same, "linked": False}
    reply["cpu"] = isinstance(sizes, torch.Tensor) and sizes.device.type == "cpu"
    if isinstance(packed, torch.Tensor) and packed.requires_grad and packed.shape == cotangent.shape:
        (packed * cotangent).sum().backward()
        reply |= {"linked": True, "gradient": torch.zeros_like(data) if data.grad is None else data.grad}
    return reply


@check("07_ag_news.packing", points=2)
def packed(student, draw):
    many = sorted((draw.size(1, 7) for _ in range(draw.size(4, 6))), reverse=True)
    many[-1], many[0] = 1, many[1] + 2
    # one sequence alone, equal lengths, and several of unequal lengths
    equal = [draw.size(2, 4)] * draw.size(2, 3)
    for lengths, dtype in ((many, torch.float32), ([5, 5, 3, 3, 1], torch.float64), (equal, torch.float32),
                           ([draw.size(2, 5)], torch.float32)):  # fmt: skip
        width, total = draw.size(2, 5), sum(lengths)
        data, cotangent = draw.normal(total, width, dtype=dtype), draw.normal(total, width, dtype=dtype)
        sequences = list(data.split(lengths))
        right = pack_sequence(sequences)
        reply = student.run(packing_probe, data=data, lengths=torch.tensor(lengths), cotangent=cotangent)
        expect(reply.flag("pair"), "Return two tensors: (data, batch_sizes).")
        found, sizes = reply.tensor("data"), reply.tensor("sizes")
        full = len(lengths) * lengths[0]
        expect(
            found.numel() != full * width or full == total,
            "Padding is packed, too: at each step, take only the sequences that are long enough.",
        )
        expect_shape(found, [total, width], "one row for each real step of each sequence, with its features.")
        expect_dtype(found, dtype, "the data keep the dtype of the sequences.")
        steps = range(lengths[0])
        backwards = torch.stack([s[-1 - t] for t in steps for s in sequences if len(s) > t])
        rows_up = torch.stack([s[t] for t in steps for s in reversed(sequences) if len(s) > t])
        late = torch.stack([s[t] for t in reversed(steps) for s in sequences if len(s) > t])
        expect_close(
            found,
            right.data,
            "The rows of data differ: all of step 0 first, in the order of the sequences, then step 1.",
            mistakes={
                "The data go sequence by sequence. Go step by step: all of step 0 first.": data,
                "The sequences are read from their ends.": backwards,
                "Within a step the order is turned round: the longest sequence comes first.": rows_up,
                "The steps come backwards: begin with step 0.": late,
            },
        )
        count = right.batch_sizes
        expect(
            list(sizes.shape) != [len(lengths)] or sizes.tolist() != lengths or lengths == count.tolist(),
            "These are the lengths of the sequences. batch_sizes says how many sequences each step has.",
        )
        expect(
            sizes.flatten().tolist() != [*count.tolist(), 0],
            "batch_sizes ends in a 0: there is one step too many.",
        )
        expect(
            sizes.flatten().tolist() != count.cumsum(0).tolist() or len(count) == 1,
            "batch_sizes adds up from step to step. Each entry counts one step only.",
        )
        expect_shape(sizes, [lengths[0]], "batch_sizes has one number per step.")
        expect(not sizes.is_floating_point(), "batch_sizes are counts: int64, not floats.")
        expect(
            sizes.tolist() != count.flip(0).tolist() or count.tolist() == count.flip(0).tolist(),
            "batch_sizes is turned round: step 0 has most sequences.",
        )
        expect(
            sizes.tolist() != [len(lengths)] * lengths[0] or count.tolist() == sizes.tolist(),
            "batch_sizes counts all sequences at every step. Shorter ones have ended.",
        )
        expect(
            torch.equal(sizes.long(), count),
            "batch_sizes differs: how many sequences are long enough for step t?",
        )
        expect_dtype(sizes, torch.int64, "batch_sizes must be int64.")
        expect(reply.flag("cpu"), "batch_sizes must be on the CPU.")
        expect(reply.flag("kept"), "Your function changed the caller's list or its tensors.")
        expect(
            reply.flag("linked"),
            "No gradient can flow back from data: is it copied with torch.tensor, detached, or taken as numbers?",
        )
        wanted = torch.zeros_like(data)
        place = [sum(lengths[:i]) + t for t in steps for i in range(len(lengths)) if lengths[i] > t]
        wanted[place] = cotangent
        expect_close(reply.tensor("gradient"), wanted, "The gradient that flows back from data differs.")
