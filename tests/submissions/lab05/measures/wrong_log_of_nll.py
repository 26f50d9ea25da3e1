# mistake: logarithm for e to the power
# fails: measures.units: not its logarithm
def perplexity(nll):
    return math.log(nll)


def bits_per_character(nll):
    return nll / math.log(2)
