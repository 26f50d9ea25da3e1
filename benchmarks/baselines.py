"""Labs 04 and 05 in full, over several seeds: bits per character of their networks and of the models that count.

    python -m benchmarks.baselines 04 [SEEDS]
    python -m benchmarks.baselines 05 [SEEDS]

The notebooks' own cells run, with the seed of their training replaced. Measured on one busy core:

Lab 04, two seeds: the LSTM has 2.41 and 2.43 bits on the validation half (pass 22 and 23 of 50; 2.64 and 2.85 after the
last), 2.31 and 2.28 on the test half; counts with n = 3 have 2.38 and 2.25. At most 0.6 % of the gradients are clipped.
About four minutes.
Lab 05, three seeds: frequencies 4.16, counts of n = 3 without back-off 1.89, n-gram MLP 1.93 to 1.94, joined embeddings
of 5 characters 1.74 to 1.75, LSTM 1.66 to 1.67, Witten-Bell 1.64 with n = 4 and 1.63 with n = 5, half and half of the
last two 1.50 to 1.51. The LSTM is behind n = 5 by 0.031 to 0.037, standard error over the documents 0.014 to 0.016. Where
the last five characters were never seen together the LSTM has 2.79 to 2.84, n = 5 2.61. About three minutes.
"""

import math
import re
import statistics
import sys

import torch

from benchmarks.measure import Clock, console, table
from course.counting import witten_bell
from tests.bank import namespace, source_cells


def run(names: dict, cells: dict, *ids: str, seed: int) -> None:
    """Execute cells of a lab, with this seed where they set one."""
    for name in ids:
        exec(re.sub(r"manual_seed\(0\)", f"manual_seed({seed})", cells[name]), names)


def script(seeds: int) -> dict[str, list[float]]:
    """Lab 04: validation and test half, the pass that is kept, the last pass, the share of clipped gradients."""
    names = namespace("04_char_lstm", {})
    cells = {c.id: c.source for c in source_cells("04_char_lstm")}
    size, learned = len(names["vocab"]), names["indices"][None]
    cut = len(names["validation"])
    found: dict[str, list[float]] = {}
    for n in range(1, 6):
        p = witten_bell(learned, names["held_out"][None], n, size)[0]
        for half, part in (("validation", p[:cut]), ("test", p[cut:])):
            found[f"Witten-Bell, n = {n}, {half}"] = [-part.log2().mean().item()]
    plain, norms = torch.nn.utils.clip_grad_norm_, []
    names["nn"].utils.clip_grad_norm_ = lambda *a, **k: norms.append(plain(*a, **k).item())
    for seed in range(seeds):
        norms.clear()
        run(names, cells, "train-run", seed=seed)
        watched = names["run"].held_out_losses
        at, best = min(watched, key=lambda pair: pair[1])
        for name, value in (
            ("LSTM, validation", best),
            ("LSTM, test", names["bits_per_character"](names["model"], names["test"])),
            ("pass kept", at),
            ("LSTM, validation, last pass", watched[-1][1]),
            ("share of gradients clipped", sum(n > names["sizes"]["max_norm"] for n in norms) / len(norms)),
            ("largest norm", max(norms)),
        ):
            found.setdefault(name, []).append(value)
        console.print({name: round(values[-1], 3) for name, values in found.items() if "Bell" not in name})
    names["nn"].utils.clip_grad_norm_ = plain
    return found


def documents(seeds: int) -> dict[str, list[float]]:
    """Lab 05: the models of its comparison, and of those that join it later."""
    names = namespace("05_ngram_vs_lstm", {})
    cells = {c.id: c.source for c in source_cells("05_ngram_vs_lstm")}
    found: dict[str, list[float]] = {}
    for n in range(1, 9):
        p = witten_bell(names["train_indices"], names["held_out_indices"], n, len(names["vocab"]))
        found[f"Witten-Bell, n = {n} (all)"] = [-p[:, names["N"] :].log2().mean().item()]
    run(names, cells, "train-setup", "backoff-run", "joined", seed=0)
    for seed in range(seeds):
        run(
            names,
            cells,
            "train-run",
            "compare-counts",
            "compare-run",
            "joined-run",
            "all-run",
            "mixture-run",
            seed=seed,
        )
        lstm, counts = names["by_lstm"], names["by_table"]
        behind = (counts.log2() - lstm.log2()).mean(1)  # by document
        contexts = map(tuple, names["train_indices"].unfold(1, 5, 1).flatten(0, 1).tolist())
        known, asked = set(contexts), names["held_out_indices"].unfold(1, 5, 1)[:, :-1].tolist()
        new = torch.tensor([[tuple(context) not in known for context in row] for row in asked])
        for name, value in (
            *((name, value / math.log(2)) for name, value in names["nll"].items()),
            ("half and half", -((lstm + counts) / 2).log2().mean().item()),
            ("LSTM behind n = 5", behind.mean().item()),
            ("its standard error", (behind.std() / len(behind) ** 0.5).item()),
            ("LSTM, five characters new", -lstm[:, 5 - names["N"] :][new].log2().mean().item()),
            ("n = 5, five characters new", -counts[:, 5 - names["N"] :][new].log2().mean().item()),
        ):
            found.setdefault(name, []).append(value)
        console.print({name: round(values[-1], 3) for name, values in found.items()})
    return found


def main() -> None:
    """Print the smallest, the median and the largest of the seeds."""
    seeds = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    with Clock() as clock:
        found = {"04": script, "05": documents}[sys.argv[1]](seeds)
    rows = [[n, *(f"{f(v):.3f}" for f in (min, statistics.median, max))] for n, v in found.items()]
    table(f"lab {sys.argv[1]}, {seeds} seeds, {clock.seconds:.0f} s", ["", "least", "median", "most"], rows)


if __name__ == "__main__":
    main()
