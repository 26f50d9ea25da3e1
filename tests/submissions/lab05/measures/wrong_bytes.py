# mistake: bytes for bits
# fails: measures.units: These are bytes
def perplexity(nll):
    return math.exp(nll)


def bits_per_character(nll):
    return nll / math.log(2) / 8
