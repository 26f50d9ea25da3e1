"""Lab 05's LSTM against a model that counts, over the amount of training text: where do the curves cross?

    python -m benchmarks.crossing documents [SEEDS]
    python -m benchmarks.crossing PATH/TO/input.txt [SEEDS]

The first takes the lab's own documents, the second a text such as tiny Shakespeare, cut into pieces of 2,000
characters that are shuffled once (the order of the plays would decide, otherwise). Both are rows of 100 characters. All
models read the same rows and are asked about the same characters, each with at least 16 before it in its row. One
piece in twenty (of the documents: one in twelve) chooses, as many test. What chooses, chooses n for the counts
(Witten-Bell, n from 1 to 8) and the step at which the LSTM's weights are kept (of at most 1,500; it stops after six
measurements, one every 25 steps, without a better one). The LSTM is CharPredictor with 128 units, 3,168 targets a step.

One seed, one busy core. Documents, counts and LSTM in bits: 2.47 and 2.47 with 6,000 characters, 2.27 and 2.30 with
12,500, 1.95 and 1.98 with 25,000, 1.72 and 1.72 with 50,000, 1.63 and 1.64 with 75,000; 330 seconds. Tiny Shakespeare:
3.55 and 3.34, 3.27 and 3.09, 3.01 and 2.88, 2.74 and 2.64, 2.59 and 2.50, then 2.43 and 2.36 with 150,000, 2.22 and
2.19 with 400,000 (the LSTM's best step is 1,475 of 1,500); 78 % of the test's 8-grams are unseen with 75,000
characters; 15 minutes. The curves do not cross. The lead on Shakespeare has a standard error of 0.011, 0.016, 0.014 and
0.010 with 6,000 to 50,000 characters (from the differences of the test's 27 pieces).
"""

import math
import sys
from copy import deepcopy
from pathlib import Path

import torch
from torch import nn

from benchmarks.measure import Clock, console, table
from course.counting import witten_bell
from course.text import Vocabulary
from tests.bank import namespace

SIZES = (6_000, 12_500, 25_000, 50_000, 75_000, 150_000, 400_000)
PIECE, ROW, SKIP, BATCH = 2_000, 100, 16, 32
STEPS, EVERY, PATIENCE = 1_500, 25, 6


def parts_of(names: dict, source: str) -> tuple[Vocabulary, list[torch.Tensor]]:
    """Return the vocabulary, and rows to learn from, to choose with and to test with."""
    if source == "documents":
        half = len(names["held_out_indices"]) // 2
        held_out = names["held_out_indices"]
        return names["vocab"], [names["train_indices"], held_out[:half], held_out[half:]]
    text = Path(source).read_text(encoding="utf-8")
    vocab = Vocabulary(text)
    pieces = vocab.encode(text[: len(text) // PIECE * PIECE]).view(-1, PIECE)
    pieces = pieces[torch.randperm(len(pieces), generator=torch.Generator().manual_seed(0))]
    some = len(pieces) // 20
    return vocab, [p.reshape(-1, ROW) for p in (pieces[2 * some :], pieces[:some], pieces[some : 2 * some])]


def unseen(rows: torch.Tensor, test: torch.Tensor, n: int = 8) -> float:
    """Return the share of the test's n-grams that no row to learn from has."""
    known = set(map(tuple, rows.unfold(1, n, 1).flatten(0, 1).tolist()))
    asked = list(map(tuple, test.unfold(1, n, 1).flatten(0, 1).tolist()))
    return sum(ngram not in known for ngram in asked) / len(asked)


@torch.no_grad()
def bits(model: nn.Module, rows: torch.Tensor) -> float:
    """Return bits per character, of the characters that have at least SKIP before them."""
    total = 0.0
    for some in rows.split(64):
        logits = model(some[:, :-1])[0][:, SKIP - 1 :].flatten(0, 1)
        total += nn.functional.cross_entropy(logits, some[:, SKIP:].flatten(), reduction="sum").item()
    return total / rows[:, SKIP:].numel() / math.log(2)


def train(model: nn.Module, rows: torch.Tensor, validation: torch.Tensor) -> int:
    """Train until the validation rows get no better; leave the best weights, and return their step."""
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    best, best_step, kept = math.inf, 0, None
    for step in range(1, STEPS + 1):
        picked = rows[torch.randint(len(rows), (BATCH,))]
        logits = model(picked[:, :-1])[0].flatten(0, 1)
        loss = nn.functional.cross_entropy(logits, picked[:, 1:].flatten())
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        if step % EVERY == 0:
            found = bits(model, validation)
            if found < best:
                best, best_step, kept = found, step, deepcopy(model.state_dict())
            elif step - best_step >= PATIENCE * EVERY:
                break
    model.load_state_dict(kept)
    return best_step


def main() -> None:
    """Print one line a size, and where the LSTM's line crosses that of the counts."""
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    names = namespace("05_ngram_vs_lstm", {})
    vocab, (every, validation, test) = parts_of(names, sys.argv[1])
    validation = validation[:250]
    sizes = [size for size in SIZES if size <= every.numel()]
    lines, gaps = [], []
    for size in sizes:
        rows = every[: size // ROW]

        def counted(part, n, rows=rows):
            return -witten_bell(rows, part, n, len(vocab))[:, SKIP:].log2().mean().item()

        n = min(range(1, 9), key=lambda n: counted(validation, n))
        counts, found, kept = counted(test, n), [], []
        with Clock() as clock:
            for seed in range(seeds):
                torch.manual_seed(seed)
                model = names["CharPredictor"](len(vocab), len(vocab), 128, 1)
                kept.append(train(model, rows, validation))
                found.append(bits(model, test))
        gaps.append(sum(found) / seeds - counts)
        steps = ", ".join(map(str, kept))
        lines.append(
            [
                f"{size:,}",
                f"{unseen(rows, test):.0%}",
                f"{counts:.2f} (n = {n})",
                " ".join(f"{b:.2f}" for b in found),
                steps,
                f"{gaps[-1]:+.2f}",
                f"{clock.seconds:.0f}",
            ]
        )
        console.print(*lines[-1])
    columns = ["characters", "8-grams unseen", "counts", "LSTM", "step kept", "LSTM - counts", "s"]
    table(f"{sys.argv[1]}: bits per character of the test rows", columns, lines)
    for i in range(1, len(sizes)):
        (a, b), (x, y) = sizes[i - 1 : i + 1], gaps[i - 1 : i + 1]
        if x * y < 0:
            where = math.exp(math.log(a) + x / (x - y) * math.log(b / a))
            console.print(f"The curves cross between {a:,} and {b:,} characters: at about {where:,.0f}.")


if __name__ == "__main__":
    main()
