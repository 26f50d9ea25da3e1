"""Exercise 7.3: Pack by hand."""

import torch
from torch.nn.utils.rnn import pack_sequence

from autograder.check import check
from autograder.checks.shared import expect_another_device, on_another_device
from autograder.contracts import keeps_promises
from autograder.expect import expect


def call_packing(names, kept, data, lengths):
    sequences = list(data.split(lengths.tolist()))
    # as a batch gives them whose time comes first
    sequences[1::2] = [s.t().contiguous().t() for s in sequences[1::2]]
    given = list(sequences)
    answer = names["pack_by_hand"](sequences)
    return *answer, [*map(id, sequences)] == [*map(id, given)]


def packing_probe(names, data, lengths):
    """Pack sequences that lie on another device, and say where the sizes are."""
    places = []

    def there(move):
        packed, sizes = names["pack_by_hand"]([move(s) for s in data.split(lengths.tolist())])
        places.append(sizes.device.type)
        return packed

    return on_another_device(there) | {"cpu": places == ["cpu"]}


def packed_of(data, lengths):
    right = pack_sequence(list(data.split(lengths.tolist())))
    return right.data, right.batch_sizes, True


def other_packings(data, lengths):
    """Return hint → what each known mistake gives."""
    sequences, count = list(data.split(lengths.tolist())), len(lengths)
    steps, (right, sizes, _) = range(int(lengths[0])), packed_of(data, lengths)
    padded = torch.empty(count * len(steps), data.shape[1], device="meta")

    def packed(steps, sequences, at=lambda t: t):
        return torch.stack([s[at(t)] for t in steps for s in sequences if len(s) > t])

    return {
        "Padding is packed, too: at each step, take only the sequences that are long enough.": padded,
        "The data go sequence by sequence. Go step by step: all of step 0 first.": data,
        "The sequences are read from their ends.": packed(steps, sequences, lambda t: -1 - t),
        "Within a step the order is turned round: the longest sequence comes first.": packed(steps, sequences[::-1]),
        "The steps come backwards: begin with step 0.": packed(steps[::-1], sequences),
        "These are the lengths of the sequences. batch_sizes says how many sequences each step has.": (None, lengths),
        "batch_sizes ends in a 0: there is one step too many.": (right, torch.cat([sizes, 0 * sizes[:1]])),
        "batch_sizes adds up from step to step. Each entry counts one step only.": (right, sizes.cumsum(0)),
        "batch_sizes is turned round: step 0 has most sequences.": (right, sizes.flip(0)),
        "batch_sizes counts all sequences at every step. Shorter ones have ended.": (right, 0 * sizes + count),
    }  # fmt: skip


@check("07_ag_news.packing", points=2)
def packed(student, draw):
    """Data and sizes are those of torch's packing, with its gradient, for sequences of every form; sizes stay on the CPU."""

    def drawn(*lengths, width=3, dtype=torch.float32):
        return {"data": draw.normal(sum(lengths), width, dtype=dtype), "lengths": torch.tensor(lengths)}

    zeros, first = drawn(5, 3, 3), draw.size(6, 7)
    zeros["data"][[0, 6, 10]] = 0
    zeros["data"][[1, 7]] *= 1e9
    cases = {
        "With some sequences": drawn(first, 4, 2, 2, 1),
        "With other sequences of the same lengths": drawn(first, 4, 2, 2, 1),
        "Where several end at the same step": drawn(6, 3, 3, 3, 1, 1),
        "With sequences of one length": drawn(4, 4, 4),
        "With one sequence": drawn(draw.size(2, 6)),
        "With one step": drawn(1, 1),
        "With one feature, in float64": drawn(3, 2, width=1, dtype=torch.float64),
        "Where real vectors are zeros, or large": zeros,
        "With 140 steps": drawn(140, 70, 2, width=2),
    }
    results = (
        "data (all of step 0 first, in the order of the sequences, then step 1)",
        "batch_sizes (how many sequences are long enough for step t; int64)",
        "the list that the caller gave (your function changed the caller's list: it)",
    )
    keeps_promises(
        student, call_packing, [*cases.values()], packed_of, results=results, notes=tuple(cases), axes=("row", "feature"),
        gradients=("data",), device=False, digits=True, mistakes=other_packings,
    )  # fmt: skip
    reply = student.run(packing_probe, **cases["With some sequences"])
    expect_another_device(
        reply, "Something of data is made on the CPU. Make it on the device of the sequences."
    )
    expect(reply.flag("cpu"), "batch_sizes must be on the CPU, also where the sequences are not.")
