"""Lab 06's batched recipe against the published one-by-one loop, on the full names.

Both train the lab's `NameRNN` with 128 units on nine tenths of every category's distinct names (with
their repeats) until the running mean of the loss over the last 2,000 names is 2.31 nats a letter;
then both are measured on the names held out. The published loop takes plain SGD steps at 0.0005 on
the loss summed over one name, for at most five passes.
"""

import random

import torch
from torch import nn

from benchmarks.measure import Clock, peak_megabytes, progress, table
from course import data
from tests.bank import namespace

GOAL, HIDDEN, PASSES, WINDOW = 2.31, 128, 5, 2000
BATCHED_PASSES, BATCH = 1, 64


def running_mean(losses: list[float], sizes: list[int]) -> float:
    """Return the mean over the newest entries that make up at least `WINDOW` names; inf before that."""
    total = count = 0.0
    for loss, size in zip(reversed(losses), reversed(sizes), strict=True):
        total, count = total + loss * size, count + size
        if count >= WINDOW:
            return total / count
    return float("inf")


def split(names: dict[str, list[str]]) -> tuple[dict, dict]:
    """Return (training, held out); a tenth of each category's distinct names is held out, with all repeats."""
    train, held_out = {}, {}
    for number, (category, group) in enumerate(names.items()):
        distinct = sorted(set(group))
        random.Random(number).shuffle(distinct)
        kept = distinct[: len(distinct) // 10]
        held_out[category] = kept
        train[category] = [name for name in group if name not in set(kept)]
    return train, held_out


def one_by_one(lab: dict, names: dict) -> tuple[nn.Module, float, list[float]]:
    """Train as published, one name a step; return the model, the seconds, and the loss of every name."""
    torch.manual_seed(0)
    model = lab["NameRNN"](len(names), lab["N_LETTERS"], HIDDEN)
    pairs = [(number, name) for number, group in enumerate(names.values()) for name in group]
    order, losses = random.Random(0), []
    with progress() as bar, Clock() as clock:
        task = bar.add_task("one by one", total=PASSES * len(pairs))
        for _ in range(PASSES):
            for number, name in order.sample(pairs, len(pairs)):
                letters, targets = lab["line_tensors"](name)
                category = nn.functional.one_hot(torch.tensor([number]), len(names)).float()
                hidden, loss = model.init_hidden(1), 0
                for letter, target in zip(letters, targets, strict=True):
                    logits, hidden = model(category, letter, hidden)
                    loss = loss + nn.functional.cross_entropy(logits, target[None])
                model.zero_grad()
                loss.backward()
                with torch.no_grad():
                    for weight in model.parameters():
                        weight -= 0.0005 * weight.grad
                losses.append(loss.item() / len(targets))
                if len(losses) % 500 == 0:
                    bar.update(task, completed=len(losses))
                    if running_mean(losses, [1] * len(losses)) <= GOAL:
                        return model, clock.elapsed(), losses
        return model, clock.elapsed(), losses


def batched(lab: dict, names: dict) -> tuple[nn.Module, float, list[float], list[int]]:
    """Train with the lab's own function; return the model, the seconds, and the batches' losses and sizes."""
    torch.manual_seed(0)
    model = lab["NameRNN"](len(names), lab["N_LETTERS"], HIDDEN)
    with Clock() as clock:
        run = lab["train_generator"](model, names, passes=BATCHED_PASSES, batch_size=BATCH)
    return model, clock.seconds, run.losses, [BATCH] * len(run.losses)


@torch.no_grad()
def held_out_loss(lab: dict, model: nn.Module, names: dict) -> float:
    """Return the mean loss over all letters of the held-out names, in nats."""
    lines, lengths, category = lab["encode"](names)
    logits = lab["unroll"](model, lab["one_hot"](category, len(names)), lines[:, :-1])
    return lab["batch_loss"](logits, lines[:, 1:], lengths).item()


def main() -> None:
    """Measure both in one run and print the ratio."""
    torch.set_num_threads(1)  # both: in products this small a second thread only waits
    lab = namespace("06_name_generation", {})
    clean = {c: [n for n in map(lab["to_ascii"], group) if n] for c, group in data.names(full=True).items()}
    train, held_out = split(clean)
    rows = []
    batched(lab, {category: group[:9] for category, group in train.items()})  # torch's own first-time costs
    model, fast, losses, sizes = batched(lab, train)
    rows.append(
        ["batched", fast, BATCHED_PASSES, running_mean(losses, sizes), held_out_loss(lab, model, held_out)]
    )
    model, slow, losses = one_by_one(lab, train)
    passes = len(losses) / sum(map(len, train.values()))
    rows.append(
        [
            "one by one",
            slow,
            passes,
            running_mean(losses, [1] * len(losses)),
            held_out_loss(lab, model, held_out),
        ]
    )
    columns = ["recipe", "seconds", "passes", "running mean, nats", "held out, nats"]
    table(
        f"{sum(map(len, train.values())):,} names to learn from, {sum(map(len, held_out.values())):,} held out",
        columns,
        [
            [name, f"{seconds:.1f}", f"{p:.1f}", f"{mean:.3f}", f"{loss:.3f}"]
            for name, seconds, p, mean, loss in rows
        ],
    )
    print(f"ratio {slow / fast:.0f}; peak memory {peak_megabytes():.0f} MB")


if __name__ == "__main__":
    main()
