# mistake: the perplexity is cut at 32, but a bad model can be worse than guessing
# fails: measures.units: the perplexity differs
def perplexity(nll):
    """Return the perplexity of a mean negative log-likelihood in nats."""
    return min(math.exp(float(nll)), 32.0)


def bits_per_character(nll):
    """Return the bits per character of a mean negative log-likelihood in nats."""
    return float(nll) / math.log(2)
