"""The cost of a state that is not detached: memory after each window, as a table and a curve.

A character LSTM reads a long text window by window and hands the state on, as in an evaluation
without `no_grad`. Not detached, every window's graph stays alive behind the state.
"""

import gc
from pathlib import Path

import psutil
import torch
from torch import nn

from benchmarks.measure import table
from course import data, plots
from course.text import Vocabulary, stateful_batches

HIDDEN, BATCH, WINDOW, WINDOWS = 256, 32, 50, 60
FIGURE = Path("docs/images/state_memory.png")


def read(detach: bool) -> list[float]:
    """Return the resident memory after each window, in MB above the start."""
    text = data.script()
    vocab = Vocabulary(text)
    batches = stateful_batches(vocab.encode(text * 4), BATCH, WINDOW)[:WINDOWS]
    torch.manual_seed(0)
    embedding, lstm = nn.Embedding(len(vocab), 64), nn.LSTM(64, HIDDEN, batch_first=True)
    head = nn.Linear(HIDDEN, len(vocab))
    gc.collect()
    process = psutil.Process()
    start, state, memory, total = process.memory_info().rss, None, [], 0.0
    for x, y in batches:
        output, state = lstm(embedding(x), state)
        total = total + nn.functional.cross_entropy(head(output).flatten(0, 1), y.flatten())
        if detach:
            state, total = tuple(s.detach() for s in state), total.detach()
        memory.append((process.memory_info().rss - start) / 2**20)
    return memory


def main() -> None:
    """Measure both, print every tenth window, draw the curve."""
    read(True)  # once, so that libraries are loaded and their memory is counted before
    flat, growing = read(True), read(False)
    rows = [
        [str(k), f"{flat[k - 1]:.0f}", f"{growing[k - 1]:.0f}"] for k in (1, *range(10, len(flat) + 1, 10))
    ]
    table("Memory above the start, MB", ["window", "state detached", "state not detached"], rows)
    fig, ax = plots.figure(6.4, 2.8)
    ax.plot(range(1, len(flat) + 1), growing, color=plots.VERMILION, label="state not detached")
    ax.plot(range(1, len(flat) + 1), flat, color=plots.BLUE, label="state detached")
    ax.set(xlabel=f"windows of {WINDOW} characters, batch {BATCH}", ylabel="MB above the start")
    ax.legend()
    FIGURE.write_bytes(plots.Picture(fig, "Memory with and without the detached state.").png)
    print(
        f"{(growing[-1] - growing[9]) / (len(growing) - 10):.1f} MB a window are never given back; {FIGURE}"
    )


if __name__ == "__main__":
    main()
