"""Lab 10's readers on SST-5 with GloVe: accuracy by how the embedding starts, beside published figures.

Every reader has 128 units and trains for a few passes; the pass is chosen on the validation part, and
the test part is looked at once, with the reader that is best on the validation part.
"""

import torch

from benchmarks.measure import Clock, progress, table
from course import data
from tests.bank import namespace

PASSES, RATE, BATCH = 6, 1e-3, 64
PUBLISHED = [  # test accuracy: Socher and others (2013), table 1; Tai, Socher and Manning (2015), table 2
    ["naive Bayes, bag of words", "41.0%"],
    ["recursive network (RNTN), trained on phrases, too", "45.7%"],
    ["LSTM, GloVe of 300 numbers, trained on phrases, too", "46.4%"],
]


def main() -> None:
    """Train the four readers and print their accuracies."""
    lab = namespace("10_sentiment", {})
    words, rows = data.word_vectors(full=True)
    parts = {part: data.reviews(part, full=True) for part in ("train", "validation", "test")}
    used = {word for part in parts.values() for _, text in part for word in lab["words"](text)}
    kept = [i for i, word in enumerate(words) if word in used]  # 400,000 rows are not needed
    words, rows = [words[i] for i in kept], rows[kept]
    vocab = lab["make_vocabulary"](parts["train"], words)
    coded = {part: lab["encode"](reviews, vocab) for part, reviews in parts.items()}
    kinds = ["random start", "GloVe, frozen", "GloVe, fine-tuned", "GloVe, fine-tuned, attention"]
    shown, best = [], (0.0, None, "")
    with progress() as bar:
        task = bar.add_task("readers", total=len(kinds))
        for kind in kinds:
            given = ([], rows[:0]) if kind == "random start" else (words, rows)
            torch.manual_seed(0)
            embedding = lab["embedding_for"](vocab.symbols, *given, kind.endswith("frozen"))
            reader = lab["AttentionRNN" if kind.endswith("attention") else "WordRNN"](embedding, 128, 5)
            with Clock() as clock:
                run = lab["train"](
                    reader, coded["train"], coded["validation"], PASSES, rate=RATE, batch_size=BATCH
                )
            accuracy = max(run["validation_accuracy"])
            chosen = run["validation_accuracy"].index(accuracy)
            reader.load_state_dict(run["weights"][chosen])
            best = max(best, (accuracy, reader, kind), key=lambda entry: entry[0])
            shown.append([kind, f"{accuracy:.1%}", str(chosen + 1), f"{clock.seconds:.0f}"])
            bar.advance(task)
    size = len(parts["validation"])
    table("SST-5 with GloVe", ["reader", f"validation accuracy ({size:,})", "in pass", "seconds"], shown)
    _, reader, kind = best
    tested = [[f"{kind} (this run)", f"{lab['evaluate'](reader, coded['test'])[1]:.1%}"]]
    table(f"Test part ({len(parts['test']):,} sentences)", ["", "accuracy"], tested + PUBLISHED)


if __name__ == "__main__":
    main()
