"""One LSTM, fed three ways, against TF-IDF: accuracy on AG_NEWS, 6,000 rows to learn, 1,600 to validate.

All rows are from the published `test.csv`. The LSTM is lab 07's, one layer of 64 units in each
direction, with dropout on its input; the recipe is the same for all three, and the accuracy is that
after the last pass: no pass is chosen. GloVe is not changed by the training.
"""

from collections import Counter

import torch
import torch.nn.functional as F
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from torch import nn

from benchmarks.measure import Clock, progress, table
from benchmarks.news_vectors import rows
from course import data
from course.text import Vocabulary, length_buckets, pad
from tests.bank import namespace

LEARN, HIDDEN, PASSES, BATCH, RATE = 6000, 64, 8, 64, 5e-3


class Reader(nn.Module):
    """Something that makes vectors of what it is given, dropout, and lab 07's classifier."""

    def __init__(self, vectors, n_features, classifier, dropout):
        super().__init__()
        self.vectors, self.dropout = vectors, nn.Dropout(dropout)
        self.classifier = classifier(n_features, HIDDEN, 1, 4)

    def forward(self, inputs, lengths):
        return self.classifier(self.dropout(self.vectors(inputs)), lengths)


def train(model, features, targets, advance) -> float:
    """Train with AdamW, its learning rate on a hill; return the seconds."""
    model.train()
    steps = PASSES * -(-len(features) // BATCH)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    with Clock() as clock:
        for _ in range(PASSES):
            for numbers in length_buckets([len(f) for f in features], BATCH):
                padded, lengths = pad([features[i] for i in numbers.tolist()])
                loss = F.cross_entropy(model(padded, lengths), targets[numbers])
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
            advance()
    return clock.seconds


def main() -> None:
    """Train the three, fit the fourth, print a table."""
    lab = namespace("07_ag_news", {})
    texts, targets = rows(7600)
    split = [lab["words_of"](text) for text in texts]
    counts = Counter(word for text in split[:LEARN] for word in text)
    own = Vocabulary([word for word, count in counts.items() if count > 1], unknown="<unknown>")
    words, vectors = data.word_vectors(full=True)
    glove = Vocabulary(words, unknown="<unknown>")
    given = torch.zeros(len(glove), vectors.shape[1])
    given[glove.encode(words)] = vectors
    pipeline = lab["load_fast"]()
    features = {
        "spaCy's vectors": [torch.from_numpy(doc.tensor) for doc in pipeline.pipe(texts)],
        "learned embedding": [own.encode(text) for text in split],
        "GloVe": [glove.encode(text) for text in split],
    }
    torch.manual_seed(0)
    readers = {
        "spaCy's vectors": Reader(nn.Identity(), 96, lab["NewsLSTM"], 0.3),
        "learned embedding": Reader(nn.Embedding(len(own), 96), 96, lab["NewsLSTM"], 0.5),
        "GloVe": Reader(nn.Embedding.from_pretrained(given), vectors.shape[1], lab["NewsLSTM"], 0.3),
    }
    shown = []
    with progress() as bar:
        task = bar.add_task("passes", total=PASSES * len(readers))
        for name, reader in readers.items():
            kept = [f if len(f) else f.new_zeros(1, *f.shape[1:]) for f in features[name]]
            seconds = train(reader, kept[:LEARN], targets[:LEARN], lambda: bar.advance(task))
            batches = [(*pad(kept[i : i + 200]), targets[i : i + 200]) for i in range(LEARN, len(kept), 200)]
            shown.append([name, f"{lab['evaluate'](reader, batches):.1%}", f"{seconds:.0f}"])
    counter = TfidfVectorizer(sublinear_tf=True)
    with Clock() as clock:
        simple = LogisticRegression(C=10).fit(counter.fit_transform(texts[:LEARN]), targets[:LEARN])
    accuracy = simple.score(counter.transform(texts[LEARN:]), targets[LEARN:])
    shown.append(["TF-IDF, logistic regression", f"{accuracy:.1%}", f"{clock.seconds:.0f}"])
    title = f"AG_NEWS, {LEARN:,} rows to learn, {len(texts) - LEARN:,} to validate, {PASSES} passes"
    table(title, ["", "accuracy", "seconds of training"], shown)


if __name__ == "__main__":
    main()
