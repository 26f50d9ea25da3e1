"""Lab 04's CPU preset against the published sizes: seconds until the held-out text costs 3 bits a character.

Both run the lab's own code on the embedded script; only the preset differs. The published one is an
LSTM of 1,024 units with an MLP of 2,048, batches of 64 rows, windows of 50 characters, Adam at 1e-3.
Measuring the held-out text is outside the clock; what has not arrived after three minutes is stopped.
"""

import torch
from torch import nn

from benchmarks.measure import Clock, peak_megabytes, progress, table
from tests.bank import namespace

GOAL, MOST_SECONDS = 3.0, 180


def train(lab: dict, sizes: dict) -> tuple[float, int, float]:
    """Train until the goal; return seconds, passes, and the held-out bits per character."""
    torch.manual_seed(0)
    model = lab["CharLSTM"](len(lab["vocab"]), sizes["rnn_size"], sizes["mlp_size"])
    optimizer = torch.optim.Adam(model.parameters(), lr=sizes["lr"])
    batches = lab["windows"](lab["indices"], sizes["batch_size"], sizes["seq_len"])
    clock, bits, passes = Clock(), float("inf"), 0
    with progress() as bar:
        task = bar.add_task(f"{sizes['rnn_size']} units", total=MOST_SECONDS)
        while bits > GOAL and clock.seconds < MOST_SECONDS:
            with clock:
                lab["train_pass"](model, batches, optimizer, nn.NLLLoss(), sizes["max_norm"])
            bits, passes = lab["bits_per_character"](model, lab["held_out"]), passes + 1
            bar.update(
                task, completed=clock.seconds, description=f"{sizes['rnn_size']} units, {bits:.2f} bits"
            )
    return clock.seconds, passes, bits


def main() -> None:
    """Measure both in one run and print the ratio."""
    lab = namespace("04_char_lstm", {})
    characters = len(lab["indices"])
    rows, seconds, arrived = [], {}, {}
    for preset in ("cpu", "gpu"):
        took, passes, bits = train(lab, lab["PRESETS"][preset])
        seconds[preset], arrived[preset] = took, bits <= GOAL
        name = {"cpu": "CPU preset", "gpu": "published sizes"}[preset]
        speed = f"{passes * characters / took:,.0f}"
        rows.append([name, f"{took:.1f}", str(passes), f"{bits:.2f}", speed, f"{peak_megabytes():.0f}"])
    columns = ["recipe", "seconds", "passes", "held-out bits", "characters/s", "peak so far, MB"]
    table(f"{characters:,} characters to learn from; unigram {lab['unigram_bits']:.2f} bits", columns, rows)
    print(f"ratio {'' if arrived['gpu'] else 'at least '}{seconds['gpu'] / seconds['cpu']:.1f}")


if __name__ == "__main__":
    main()
