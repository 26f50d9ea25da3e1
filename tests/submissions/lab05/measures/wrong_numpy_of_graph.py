# mistake: numpy cannot take a loss that still has its graph, so a tensor straight from cross_entropy fails
# fails: measures.units: still has its graph
import numpy as np


def perplexity(nll):
    """Return the perplexity of a mean negative log-likelihood in nats."""
    return np.exp(np.asarray(nll))


def bits_per_character(nll):
    """Return the bits per character of a mean negative log-likelihood in nats."""
    return np.asarray(nll) / np.log(2)
