"""Make the small table of word vectors from the course's own texts: ``python -m course.data.make_vectors``."""

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import torch

from course.data import documents, news, reviews, script

DIMENSIONS, NEIGHBOURS, RAREST = 40, 4, 3


def train_vectors(texts: Iterable[str]) -> tuple[list[str], torch.Tensor]:
    """Return (words, vectors) from counts of neighbours in these texts.

    The positive pointwise mutual information of each word with the words around it, cut down by a
    singular value decomposition with half of the singular values' weight (Levy and Goldberg, Neural
    word embedding as implicit matrix factorization, 2014).
    """
    sentences = [re.findall(r"[a-z]+(?:'[a-z]+)?|[.,!?;]", text.lower()) for text in texts]
    counts = Counter(word for sentence in sentences for word in sentence)
    words = [word for word, count in counts.most_common() if count >= RAREST]
    index = {word: k for k, word in enumerate(words)}
    pairs = np.zeros((len(words), len(words)))
    for sentence in sentences:
        places = [index.get(word) for word in sentence]
        for k, word in enumerate(places):
            for other in places[max(0, k - NEIGHBOURS) : k]:
                if word is not None and other is not None:
                    pairs[word, other] += 1
                    pairs[other, word] += 1
    total, margin = pairs.sum(), pairs.sum(1).clip(min=1)
    with np.errstate(divide="ignore"):
        information = np.log(
            pairs * total / np.outer(margin, margin**0.75 * (margin.sum() / (margin**0.75).sum()))
        )
    left, values, _ = torch.linalg.svd(torch.from_numpy(information.clip(min=0)), full_matrices=False)
    vectors = left[:, :DIMENSIONS] * values[:DIMENSIONS].sqrt()
    return words, vectors.float()


def main() -> None:
    """Write the small table from the script, the news, the reviews and the Python reference."""
    texts = script().split("\n") + [text for _, text in news()] + documents(length=None)
    texts += [text for _, text in reviews()]
    words, vectors = train_vectors(texts)
    rows = (
        " ".join([word, *(f"{v:.3f}" for v in row)])
        for word, row in zip(words, vectors.tolist(), strict=True)
    )
    target = Path(__file__).parent / "samples" / "vectors.txt"
    target.write_text("\n".join(rows) + "\n", encoding="utf-8")
    print(f"{target}: {len(words)} words")


if __name__ == "__main__":
    main()
