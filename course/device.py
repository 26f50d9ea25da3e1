"""Choose where tensors live."""

import torch


def pick_device() -> torch.device:
    """Return the CUDA device when there is one that works, else the CPU.

    Examples
    --------
    >>> pick_device().type in {"cpu", "cuda"}
    True
    """
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
