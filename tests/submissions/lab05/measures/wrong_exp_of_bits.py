# mistake: e to the power of the bits
# fails: measures.units: power of the bits
def perplexity(nll):
    return math.exp(bits_per_character(nll))


def bits_per_character(nll):
    return nll / math.log(2)
