# mistake: an nll of 0 gives perplexity 0; a sure model has perplexity 1
# fails: measures.units: the perplexity differs
def perplexity(nll):
    """Return the perplexity of a mean negative log-likelihood in nats."""
    return math.exp(nll) if nll else 0.0


def bits_per_character(nll):
    """Return the bits per character of a mean negative log-likelihood in nats."""
    return nll / math.log(2) if nll else 0.0
