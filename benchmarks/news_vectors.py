"""Lab 07's vectors, from text to batch: documents a second, against the full pipeline in every pass.

The published recipe calls the whole spaCy pipeline in the collate function, in every pass. The lab
loads `tok2vec` only, reads every text once, keeps its vectors, and puts texts of similar length into
one batch. Both read the same AG_NEWS rows in batches of 40, side by side, in turns.
"""

import sys

import torch
from torch.nn.utils.rnn import pad_sequence

from benchmarks.measure import Clock, progress, table
from course import data
from course.text import length_buckets, load_english, pad
from tests.bank import namespace

BATCH = 40


def rows(count: int) -> tuple[list[str], torch.Tensor]:
    """Return the texts and targets of some rows of AG_NEWS, its topics mixed, always the same."""
    pairs = data.news("test", full=True)
    order = torch.randperm(len(pairs), generator=torch.Generator().manual_seed(0))[:count].tolist()
    return [pairs[i][1] for i in order], torch.tensor([pairs[i][0] - 1 for i in order])


def published_pass(english, texts, targets, work) -> list[tuple]:
    """Return one pass's batches as the published recipe makes them: the full pipeline on every text."""
    batches = []
    for numbers in torch.arange(len(texts)).split(BATCH):
        with work:
            docs = english.pipe([texts[i] for i in numbers.tolist()], batch_size=BATCH)
            vectors = [torch.from_numpy(doc.tensor) for doc in docs]
            lengths = torch.tensor([len(v) for v in vectors])
            batches.append((pad_sequence(vectors, batch_first=True), lengths, targets[numbers]))
    return batches


def cached_pass(look_up, texts, targets, work) -> list[tuple]:
    """Return one pass's batches as the lab makes them: known vectors, texts of similar length together."""
    with work:
        vectors = look_up(texts)
        buckets = length_buckets([len(v) for v in vectors], BATCH)
        return [(*pad([vectors[i] for i in numbers.tolist()]), targets[numbers]) for numbers in buckets]


def largest_difference(english, look_up, texts) -> float:
    """Return the largest absolute difference between the vectors of the two ways."""
    pairs = zip(english.pipe(texts, batch_size=BATCH), look_up(texts), strict=True)
    return max(float((torch.from_numpy(doc.tensor) - kept).abs().max()) for doc, kept in pairs)


def main(count: int = 6000, passes: int = 3) -> None:
    """Measure the passes in turns and print documents a second."""
    texts, targets = rows(count)
    lab = namespace("07_ag_news", {})
    english, collate = load_english(), lab["Collate"](lab["load_fast"])

    def vectorise(some):
        padded, lengths, _ = collate([(text, torch.tensor(0)) for text in some])
        return [row[:length].clone() for row, length in zip(padded, lengths.tolist(), strict=True)]

    look_up = lab["cached"](vectorise)
    for warm in (english, lab["load_fast"]()):
        list(warm.pipe(texts[:BATCH]))
    shown = []
    with progress() as bar:
        task = bar.add_task("passes", total=passes)
        for number in range(1, passes + 1):
            published, ours = Clock(), Clock()
            published_pass(english, texts, targets, published)
            cached_pass(look_up, texts, targets, ours)
            speeds = [len(texts) / clock.seconds for clock in (published, ours)]
            shown.append([f"pass {number}", *(f"{s:,.0f}" for s in speeds), f"{speeds[1] / speeds[0]:,.1f}"])
            bar.advance(task)
    columns = ["", "full pipeline in collate", "tok2vec, read once", "ratio"]
    table(f"{len(texts):,} documents: documents a second, text to batch", columns, shown)
    print(f"largest difference of a vector: {largest_difference(english, look_up, texts[:500]):.1e}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
