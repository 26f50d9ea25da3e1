"""Images of handwritten digits, to be read row by row."""

import gzip
import zlib
from pathlib import Path

import numpy as np
import torch

from course.data.downloads import DataError, fetch
from course.data.parts import expect_choice, part_of


def digits(part: str = "train", full: bool = False) -> tuple[torch.Tensor, torch.Tensor]:
    """Return (images, labels): float32 [n, rows, columns] from 0 to 1, and int64 [n] from 0 to 9.

    Parameters
    ----------
    part : {"train", "test"}
        1,437 and 360 images of the sample; 60,000 and 10,000 of the full set.
    full : bool
        False for scikit-learn's images of 8 × 8 points, True for MNIST, 28 × 28.

    Returns
    -------
    (images, labels)
        float32 [n, rows, columns], and int64 [n].

    Raises
    ------
    DataError
        When a full file is not in the cache and cannot be fetched.
    """
    expect_choice("part", part)
    if full:
        prefix = {"train": "train", "test": "t10k"}[part]
        images = read_idx(fetch(f"mnist/{prefix}-images-idx3-ubyte.gz", "data.digits()"))
        labels = read_idx(fetch(f"mnist/{prefix}-labels-idx1-ubyte.gz", "data.digits()"))
        return images.float() / 255, labels.long()
    from sklearn.datasets import load_digits

    sample = load_digits()
    images, labels = torch.tensor(sample.images).float() / 16, torch.tensor(sample.target).long()
    chosen = part_of(range(len(labels)), part)
    return images[chosen], labels[chosen]


def read_idx(path: Path) -> torch.Tensor:
    """Return the bytes of a gzipped IDX file as a uint8 tensor of the shape that its header states.

    Raises
    ------
    DataError
        When the file is no such file, or is cut off.
    """
    try:
        data = gzip.decompress(path.read_bytes())
        zeros, kind, axes = data[:2], data[2], data[3]
        shape = np.frombuffer(data, ">u4", count=axes, offset=4).astype(int).tolist()
        values = np.frombuffer(data, np.uint8, offset=4 + 4 * axes)
        if zeros != b"\0\0" or kind != 8 or values.size != np.prod(shape):
            raise ValueError("its header does not fit")
    except (OSError, EOFError, ValueError, IndexError, zlib.error) as error:
        raise DataError(
            f"{path} is not a whole IDX file of bytes ({error}); remove it to fetch it again."
        ) from None
    return torch.from_numpy(values.reshape(shape).copy())
