"""Exercise 1.4: Carry the state."""

import torch

from autograder.check import check, travels
from autograder.checks.lab01.common import loop
from autograder.checks.shared import amiss, handed
from autograder.contracts import keeps_promises

RUN = ("the output", "the lengths of the chunks (chunk_len steps each, the last may be shorter)", "the mode (train or eval) of the layer")  # fmt: skip


@travels
def call_in_chunks(names, kept, x, mix, start, chunk_len, training):
    """Run a recurrent layer that is not the student's; return what came, the steps that it was given and its mode."""

    class Slow(torch.nn.Module):
        def forward(self, x, state=None):
            self.lengths.append(x.shape[1])
            state = self.start.expand(x.shape[0], -1) if state is None else state
            if state.shape != (x.shape[0], self.start.shape[1]):
                got = f"the layer was given a state {list(state.shape)}, expected [batch, rnn_size]"
                raise ValueError(f"{got}: pass on one step, output[:, -1]")
            states = [state]
            for x_t in x.unbind(1):
                states.append(0.97 * states[-1] + 0.2 * torch.tanh(x_t @ self.mix))
            return torch.stack(states, dim=1)[:, 1:]

    layer = kept.setdefault((*x.shape, chunk_len), Slow().train(training))
    layer.mix, layer.start, layer.lengths, layer.own = mix, start, [], torch.nn.Parameter(x.new_ones(1))
    layer.own.grad = x.new_ones(1)
    if not start.any():  # where they are the same, the student may begin with zeros
        layer.rnn_size = start.shape[1]
    outputs = handed(names["run_in_chunks"], layer, x, chunk_len, modes=False)
    if layer.own.grad is None or not bool(layer.own.grad == 1):
        amiss("Your code changes the gradients that the layer holds: they are the caller's.")
    return outputs, torch.tensor(layer.lengths, device=x.device), layer.training


def call_outputs(names, kept, **case):
    return call_in_chunks(names, kept, **case)[0]


def right_outputs(x, mix, start, chunk_len, training):
    return loop(x, start.expand(len(x), -1), lambda x_t, h: 0.97 * h + 0.2 * torch.tanh(x_t @ mix))


def right_run(x, chunk_len, training, **layer):
    lengths = torch.tensor([part.shape[1] for part in x.split(chunk_len, 1)])
    return right_outputs(x, chunk_len=chunk_len, training=training, **layer), lengths, training


def mistakes_of(x, mix, start, chunk_len, training):
    def run(next_state):
        state, outputs = start, []
        for part in x.split(chunk_len, 1):
            outputs.append(right_outputs(part, mix, state, chunk_len, training))
            state = next_state(outputs)
        return torch.cat(outputs, dim=1)

    due = [part.shape[1] for part in x.split(chunk_len, 1)]
    some = torch.zeros(*x.shape[:2], mix.shape[1], device="meta")
    known = {
        "The state is not passed on: every chunk starts afresh.": run(lambda out: start),
        "The next chunk gets the first step of the last output; pass on the last step.": run(lambda out: out[-1][:, 0]),
        "Every chunk gets the state after the first chunk: pass on the newest one.": run(lambda out: out[0][:, -1]),
        "The next chunk gets a mean over the steps; pass on the last step.": run(lambda out: out[-1].mean(dim=1)),
        "The next chunk gets a sum over the steps; pass on the last step.": run(lambda out: out[-1].sum(dim=1)),
        "Only the last chunk came back: join the outputs of all chunks along the time axis.": some[:, : due[-1]],
        "Only the first chunk came back: is the return inside the loop?": some[:, :chunk_len],
        "The last chunk is missing: it is shorter than the others, and it counts.": some[:, : -due[-1]],
        "The outputs of the chunks came back in a list: join them along the time axis.": [some[:, :n] for n in due],
        "The layer was given an empty chunk: where does your loop end?": (None, torch.tensor([*due, 0]), None),
        "The whole sequence went through the layer at once, not in chunks.": (None, torch.tensor([x.shape[1]]), None),
        "Every chunk went through the layer twice: take the state from its output.": (None, torch.tensor(due).repeat_interleave(2), None),
    }  # fmt: skip
    sequence = "The next chunk gets output[-1], the last sequence; pass on the last step, output[:, -1]."
    square = len(x) == chunk_len == due[-1]
    return known | {sequence: run(lambda out: out[-1][-1])} if square else known


def chunk_cases(draw, start):
    """Return three chunks and a rest, whole chunks, one chunk, single steps; some square."""
    c, (feats, units), cases = draw.size(2, 5), draw.sizes(2, 7, 10), []
    batch, rest = c + 1, draw.size(1, c - 1)  # so that a batch cut into chunks leaves one sequence over
    sizes = [(batch, 3 * c + rest, feats, units, c)] * 2 + [(c, 3 * c, feats, c, c)]
    sizes += [(batch, c, feats, units, c + 2), (batch, 3, feats, units, 1), (1, 140, 1, 1, 1)]
    sizes += [(2, 260, feats, 2, 130), (1, 3, feats, units, 9), (batch, 7, 1, units, 6)]
    for b, steps, f, r, length in sizes if start else sizes[1:5]:
        dtype = torch.float64 if steps == 260 else torch.float32
        case = {"x": draw.normal(b, steps, f, dtype=dtype), "mix": draw.normal(f, r, dtype=dtype)}
        case |= {"start": start * draw.normal(1, r, dtype=dtype), "chunk_len": length, "training": r != units}
        cases.append(case)
    return cases


@check("01_custom_rnn.carry_state", points=1)
def outputs(student, draw):
    """In chunks as in one go, with another recurrent layer than the student's."""
    keeps_promises(
        student, call_outputs, chunk_cases(draw, 0), right_outputs, mistakes=mistakes_of, promises=False,
        results=RUN[:1], axes=("sequence", "step", "unit"),
    )  # fmt: skip


@check("01_custom_rnn.carry_state", points=1)
def chunks(student, draw):
    """Each chunk goes through the layer once, in order; the gradient crosses all borders; what every exercise promises."""
    keeps_promises(
        student, call_in_chunks, chunk_cases(draw, 1), right_run, mistakes=mistakes_of, results=RUN,
        axes=("sequence", "step", "unit"), gradients=("x", "mix", "start"), digits=True,
    )  # fmt: skip
