# style: NumPy, argsort of what is left; a leftover assert
import numpy as np


def nearest(word, known, vectors, k):
    try:
        place = known.index(word)
    except ValueError:
        raise KeyError(word)
    rows = vectors.detach().cpu().numpy()
    units = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    cosines = units @ units[place]
    assert not np.isnan(cosines).any()
    order = [i for i in np.argsort(-cosines, kind="stable") if i != place]
    return [known[i] for i in order[:k]]
