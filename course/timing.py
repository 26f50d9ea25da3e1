"""PyTorch's own timer, for the labs."""

import logging

# It brings a compiler along, which would warn of a CUDA toolkit without a GPU; the labs compile nothing.
logging.getLogger("torch.utils.cpp_extension").setLevel(logging.ERROR)

from torch.utils.benchmark import Timer  # noqa: E402

__all__ = ["Timer"]
