"""Exercise 7.3: Pack by hand."""

import torch
from torch.nn.utils.rnn import pack_sequence

from autograder.check import check, expect, expect_close, expect_dtype, expect_shape
from autograder.checks.shared import expect_another_device, on_another_device
from autograder.contracts import keeps_promises


def call_packing(names, kept, data, lengths):
    sequences = list(data.split(lengths.tolist()))
    given = list(sequences)
    answer = names["pack_by_hand"](sequences)
    same = len(sequences) == len(given) and all(a is b for a, b in zip(sequences, given, strict=True))
    return *answer, same


def packing_probe(names, data, lengths):
    """Return what the student packs, and whether its sizes stay on the CPU where the sequences are elsewhere."""
    sequences, places = list(data.split(lengths.tolist())), []
    answer = names["pack_by_hand"](sequences)
    if not isinstance(answer, (tuple, list)) or len(answer) != 2:
        return {"pair": False}

    def there(move):
        packed, sizes = names["pack_by_hand"]([move(s) for s in data.split(lengths.tolist())])
        places.append(sizes.device.type)
        return packed

    reply = {"pair": True, "data": answer[0], "sizes": answer[1], **on_another_device(there)}
    return reply | {"cpu": places == ["cpu"]}


def packed_of(data, lengths):
    right = pack_sequence(list(data.split(lengths.tolist())))
    return right.data, right.batch_sizes, True


def packing_cases(draw):
    """Return sequences by what they show."""

    def drawn(*lengths, width=3, dtype=torch.float32):
        return {"data": draw.normal(sum(lengths), width, dtype=dtype), "lengths": torch.tensor(lengths)}

    zeros = drawn(5, 3, 3)
    zeros["data"][[0, 6, 10]] = 0
    return {
        "With some sequences": drawn(5, 3, 1),
        "With other sequences of the same lengths": drawn(5, 3, 1),
        "Where several end at the same step": drawn(6, 3, 3, 3, 1, 1),
        "With sequences of one length": drawn(4, 4, 4),
        "With one sequence": drawn(draw.size(2, 6)),
        "With one step": drawn(1, 1),
        "With one feature, in float64": drawn(3, 2, width=1, dtype=torch.float64),
        "Where real vectors are zeros": zeros,
        "With 140 steps": drawn(140, 70, 2, width=2),
    }


PARTS = ("data", "batch_sizes", "the list that the caller gave (your function changed the caller's list: it)")


@check("07_ag_news.packing", points=2)
def packed(student, draw):
    """Data and sizes are those of torch's packing, with its gradient, for sequences of every form."""
    lengths = sorted((draw.size(1, 7) for _ in range(draw.size(4, 6))), reverse=True)
    lengths[-1], lengths[0] = 1, lengths[1] + 2
    width, total, steps = draw.size(2, 5), sum(lengths), range(lengths[0])
    data = draw.normal(total, width)
    sequences = list(data.split(lengths))
    right = pack_sequence(sequences)
    reply = student.run(packing_probe, data=data, lengths=torch.tensor(lengths))
    expect(reply.flag("pair"), "Return two tensors: (data, batch_sizes).")
    found, sizes = reply.tensor("data"), reply.tensor("sizes")
    expect(
        found.numel() != len(lengths) * lengths[0] * width,
        "Padding is packed, too: at each step, take only the sequences that are long enough.",
    )
    expect_shape(found, [total, width], "one row for each real step of each sequence, with its features.")
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
    count = right.batch_sizes.tolist()
    said = {
        (
            *lengths,
        ): "These are the lengths of the sequences. batch_sizes says how many sequences each step has.",
        (*count, 0): "batch_sizes ends in a 0: there is one step too many.",
        (*right.batch_sizes.cumsum(0).tolist(),): (
            "batch_sizes adds up from step to step. Each entry counts one step only."
        ),
        (*count[::-1],): "batch_sizes is turned round: step 0 has most sequences.",
        (len(lengths),) * lengths[0]: (
            "batch_sizes counts all sequences at every step. Shorter ones have ended."
        ),
    }
    expect(not sizes.is_floating_point(), "batch_sizes are counts: int64, not floats.")
    hint = f"batch_sizes differs: how many sequences are long enough for step t? Shape [{lengths[0]}], int64."
    expect(sizes.tolist() == count, said.get(tuple(sizes.flatten().tolist()), hint))
    expect_dtype(sizes, torch.int64, "batch_sizes must be int64.")
    drawn = packing_cases(draw)
    keeps_promises(
        student, call_packing, [*drawn.values()], packed_of, results=PARTS, notes=tuple(drawn),
        axes=("row", "feature"), gradients=("data",), device=False,
    )  # fmt: skip
    expect_another_device(
        reply, "Something of data is made on the CPU. Make it on the device of the sequences."
    )
    expect(reply.flag("cpu"), "batch_sizes must be on the CPU, also where the sequences are not.")
