# mistake: logarithm of the nll
# fails: measures.units: Not the logarithm
def perplexity(nll):
    return math.exp(nll)


def bits_per_character(nll):
    return math.log2(nll)
