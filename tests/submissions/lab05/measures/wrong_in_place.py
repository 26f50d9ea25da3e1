# mistake: divides the caller's tensor in place: afterwards nll is in bits
# fails: measures.units: changes its argument nll in place
def perplexity(nll):
    """Return the perplexity of a mean negative log-likelihood in nats."""
    return math.exp(nll)


def bits_per_character(nll):
    """Return the bits per character of a mean negative log-likelihood in nats."""
    nll /= math.log(2)
    return nll
