# mistake: divided by 2
# fails: measures.units: not by 2
def perplexity(nll):
    return math.exp(nll)


def bits_per_character(nll):
    return nll / 2
