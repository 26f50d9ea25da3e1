"""Lab 05's n-gram model against the same model on a dense one-hot array: memory, time, loss.

Both see the same windows in the same order from the same weights. Each runs in a process of its own,
so that its peak memory is its own.
"""

import json
import subprocess
import sys

import torch
from torch import nn

from benchmarks.measure import Clock, peak_megabytes, table
from course import data
from course.text import Vocabulary
from tests.bank import namespace

WINDOWS, HIDDEN, BATCH = 75_590, 128, 512  # as many windows as the published lab has


def measure(dense: bool) -> dict:
    """Build the inputs and train for one pass; return seconds, megabytes and the loss of the pass."""
    torch.set_num_threads(2)
    names = namespace("05_ngram_vs_lstm", {})
    vocab, n = names["vocab"], names["N"]
    cut = torch.stack([vocab.encode(text) for text in data.documents()])
    contexts, targets = names["ngram_windows"](cut, n)
    contexts, targets = contexts[:WINDOWS], targets[:WINDOWS]
    whole = {text[i : i + n] for text in data.documents(length=None) for i in range(len(text) - n + 1)}
    ngrams = Vocabulary(whole, unknown="<unknown>")  # of all paragraphs, uncut: as many as in published labs
    torch.manual_seed(0)
    model = names["NgramMLP"](len(ngrams), len(vocab), HIDDEN)
    numbers = ngrams.encode([vocab.decode(context) for context in contexts])  # for both: outside the clock
    before = peak_megabytes()
    with Clock() as building:
        if dense:
            inputs = nn.functional.one_hot(numbers, len(ngrams)).float()
            model = same_on_one_hot(model)
        else:
            inputs = numbers
    loss, passing = one_pass(model, inputs, targets)
    return {
        "megabytes": inputs.numel() * inputs.element_size() / 2**20,
        "peak": peak_megabytes() - before,
        "build": building.seconds,
        "pass": passing,
        "loss": loss,
        "rows": len(numbers),
        "ngrams": len(ngrams),
    }


def same_on_one_hot(model: nn.Module) -> nn.Module:
    """Return the same function of one-hot rows: a linear layer with the look-up's weights, then the rest."""
    look_up = model.hidden.weight
    linear = nn.Linear(*look_up.shape, bias=False)
    with torch.no_grad():
        linear.weight.copy_(look_up.T)
    return nn.Sequential(linear, nn.ReLU(), model.out)


def one_pass(model: nn.Module, inputs: torch.Tensor, targets: torch.Tensor) -> tuple[float, float]:
    """Train for one pass with Adam; return the mean loss in nats and the seconds."""
    optimizer, losses = torch.optim.Adam(model.parameters(), lr=5e-3), []
    order = torch.randperm(len(inputs), generator=torch.Generator().manual_seed(1)).split(BATCH)
    with Clock() as clock:
        for picked in order:
            loss = nn.functional.cross_entropy(model(inputs[picked]), targets[picked])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return sum(losses) / len(losses), clock.seconds


def main() -> None:
    """Run both in processes of their own and print the ratios."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(sys.argv[1] == "dense")))
        return
    command = [sys.executable, "-m", "benchmarks.ngram_mlp"]
    dense, lean = (
        json.loads(subprocess.run([*command, kind], check=True, capture_output=True, text=True).stdout)
        for kind in ("dense", "indices")
    )
    rows = [
        ["inputs, MB", f"{dense['megabytes']:.1f}", f"{lean['megabytes']:.2f}", f"{dense['megabytes'] / lean['megabytes']:.0f}"],
        ["peak above the start, MB", f"{dense['peak']:.0f}", f"{lean['peak']:.0f}", f"{dense['peak'] / max(1, lean['peak']):.0f}"],
        ["building, s", f"{dense['build']:.2f}", f"{lean['build']:.4f}", ""],
        ["one pass, s", f"{dense['pass']:.2f}", f"{lean['pass']:.2f}", f"{dense['pass'] / lean['pass']:.1f}"],
        ["both, s", *(f"{k['build'] + k['pass']:.2f}" for k in (dense, lean)),
         f"{(dense['build'] + dense['pass']) / (lean['build'] + lean['pass']):.1f}"],
        ["loss of the pass, nats", f"{dense['loss']:.4f}", f"{lean['loss']:.4f}", ""],
    ]  # fmt: skip
    title = f"{dense['rows']:,} windows, {dense['ngrams']:,} n-grams"
    table(title, ["", "dense one-hot", "indices", "ratio"], rows)


if __name__ == "__main__":
    main()
