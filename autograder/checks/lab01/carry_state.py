"""Exercise 1.4: Carry the state."""

import torch

from autograder.check import check, expect, expect_close, expect_shape
from autograder.checks.lab01.common import loop
from autograder.contracts import keeps_promises


def chunks_probe(names, x, mix, keep, chunk_len):
    class Leaky(torch.nn.Module):
        """A recurrent layer that is not the student's: it remembers every chunk it was given."""

        def __init__(self):
            super().__init__()
            self.rnn_size, self.lengths, self.trouble = mix.shape[1], [], ""

        def forward(self, x, state=None):
            self.lengths.append(x.shape[1])
            if state is None:
                state = x.new_zeros(x.shape[0], self.rnn_size)
            if tuple(state.shape) != (x.shape[0], self.rnn_size):
                self.trouble = self.trouble or str(list(state.shape))
                raise ValueError(f"the state has the shape {self.trouble}, expected [batch, rnn_size]")
            states = [state]
            for x_t in x.unbind(1):
                states.append(keep * states[-1] + torch.tanh(x_t @ mix))
            return torch.stack(states, dim=1)[:, 1:]

    layer, result = Leaky(), {"outputs": x, "trouble": ""}
    try:
        result["outputs"] = names["run_in_chunks"](layer, x, chunk_len)
    except ValueError:
        if not layer.trouble:
            raise
        result["trouble"] = layer.trouble
    return {**result, "lengths": " ".join(str(length) for length in layer.lengths)}


def _chunk_cases(draw):
    """Yield (inputs of the probe, expected outputs): a short last chunk, a whole number, one chunk, single steps."""
    chunk_len = draw.size(2, 5)
    batch = chunk_len + 1  # so that a batch cut into chunks leaves one sequence over
    feats, units = draw.sizes(2, 7, 10)
    for steps, length in (
        (chunk_len * 2 + draw.size(1, chunk_len - 1), chunk_len),
        (chunk_len * 3, chunk_len),
        (chunk_len, chunk_len + 2),
        (3, 1),
    ):
        x = draw.normal(batch, steps, feats)
        mix, keep = draw.normal(feats, units), 0.5 + draw.size(0, 4) / 10
        start = torch.zeros(batch, units)
        expected = loop(x, start, lambda x_t, h, mix=mix, keep=keep: keep * h + torch.tanh(x_t @ mix))
        yield {"x": x, "mix": mix, "keep": keep, "chunk_len": length}, expected


def _chunk_mistakes(x, mix, keep, chunk_len, expected):
    def step(x_t, h):
        return keep * h + torch.tanh(x_t @ mix)

    def run(next_state):
        state, outputs = torch.zeros_like(expected[:, 0]), []
        for chunk in x.split(chunk_len, dim=1):
            outputs.append(loop(chunk, state, step))
            state = next_state(outputs)
        return torch.cat(outputs, dim=1)

    known = {
        "The state is not passed on: every chunk starts from zeros.": run(
            lambda out: torch.zeros_like(out[0][:, 0])
        ),
        "The next chunk gets the first step of the last output; pass on the last step.": run(
            lambda out: out[-1][:, 0]
        ),
        "Every chunk gets the state after the first chunk: pass on the newest one.": run(
            lambda out: out[0][:, -1]
        ),
        "The next chunk gets a mean over the steps; pass on the last step.": run(
            lambda out: out[-1].mean(dim=1)
        ),
        "The next chunk gets a sum over the steps; pass on the last step.": run(
            lambda out: out[-1].sum(dim=1)
        ),
    }
    return {hint: outputs for hint, outputs in known.items() if not torch.equal(outputs, expected)}


@check("01_custom_rnn.carry_state", points=1)
def outputs(student, draw):
    """In chunks as in one go, with another recurrent layer than the student's."""
    for inputs, expected in _chunk_cases(draw):
        batch, steps, units = expected.shape
        chunk_len = inputs["chunk_len"]
        reply = student.run(chunks_probe, **inputs)
        trouble = reply.text("trouble")
        expect(
            not trouble,
            "The state given to the layer is not [batch, rnn_size]: pass on one step, output[:, -1].",
        )
        actual = reply.tensor("outputs")
        shape = list(actual.shape)
        last = steps % chunk_len or min(chunk_len, steps)
        expect(
            shape != [batch, last, units] or last == steps,
            "Only the last chunk came back: join the outputs of all chunks along the time axis.",
        )
        expect(
            shape != [batch, steps - last, units] or steps % chunk_len == 0,
            "The last chunk is missing: it is shorter than the others, and it counts.",
        )
        expect_shape(actual, [batch, steps, units], "one output for every step: [batch, seq_len, rnn_size]")
        hint = "The outputs differ from running the sequence whole."
        expect_close(actual, expected, hint, mistakes=_chunk_mistakes(**inputs, expected=expected))


def call_in_chunks(names, kept, x, mix, start, chunk_len, training):
    class Slow(torch.nn.Module):
        """A layer with a start state of its own, and nothing else that one could ask for."""

        def forward(self, x, state=None):
            self.lengths.append(x.shape[1])
            state = self.start.expand(x.shape[0], -1) if state is None else state
            if state.shape != (x.shape[0], self.start.shape[1]):
                raise ValueError(f"the state has the shape {list(state.shape)}, expected [batch, rnn_size]")
            states = [state]
            for x_t in x.unbind(1):
                states.append(0.97 * states[-1] + 0.2 * torch.tanh(x_t @ self.mix))
            return torch.stack(states[1:], dim=1)

    layer = kept.setdefault((*x.shape, chunk_len), Slow().train(training))
    layer.mix, layer.start, layer.lengths = mix, start, []
    outputs = names["run_in_chunks"](layer, x, chunk_len)
    return outputs, torch.tensor(layer.lengths, device=x.device), layer.training


def whole_run(x, mix, start, chunk_len, training):
    first = start.expand(len(x), -1)
    states = loop(x, first, lambda x_t, h: 0.97 * h + 0.2 * torch.tanh(x_t @ mix))
    return states, torch.tensor([len(part) for part in torch.arange(x.shape[1]).split(chunk_len)]), training


@check("01_custom_rnn.carry_state", points=1)
def chunks(student, draw):
    """Each chunk goes through the layer once, in order; the gradient crosses all borders; what every exercise promises."""
    for inputs, expected in _chunk_cases(draw):
        (batch, steps, units), chunk_len = expected.shape, inputs["chunk_len"]
        feats = inputs["x"].shape[2]
        due = [len(part) for part in torch.arange(steps).split(chunk_len)]
        reply = student.run(chunks_probe, **inputs)
        reply.tensor("outputs")
        expect(
            not reply.text("trouble"),
            "The state given to the layer is not [batch, rnn_size]: pass on one step.",
        )
        got = [int(length) for length in reply.text("lengths").split()]
        expect(0 not in got, "The layer was given an empty chunk: where does your loop end?")
        expect(
            got != [steps] or due == [steps],
            "The whole sequence went through the layer at once, not in chunks.",
        )
        expect(
            got != [length for length in due for _ in range(2)],
            "Every chunk went through the layer twice: call it once, and take the state from its output.",
        )
        expect(
            got == due,
            "The chunks have the wrong lengths: chunk_len steps each, the last one may be shorter.",
        )
    sizes = [(batch, 9, feats, units, 4) for _ in range(2)]
    sizes += [(1, 140, 1, 1, 1), (2, 260, feats, 2, 130), (1, 3, feats, units, 9), (batch, 7, 1, units, 6)]
    cases = []
    for b, steps, f, r, chunk_len in sizes:
        dtype = torch.float64 if r == 2 else torch.float32
        shapes = {"x": (b, steps, f), "mix": (f, r), "start": (1, r)}
        cases.append({name: draw.normal(*shape, dtype=dtype) for name, shape in shapes.items()})
        cases[-1] |= {"chunk_len": chunk_len, "training": r != units}
    keeps_promises(
        student, call_in_chunks, cases, whole_run,
        results=("the output", "the list of chunks", "the mode (train or eval) of the layer"),
        axes=("sequence", "step", "unit"), gradients=("x", "mix", "start"),
    )  # fmt: skip
