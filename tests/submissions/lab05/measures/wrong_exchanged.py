# mistake: the two exchanged
# fails: measures.units: These are bits
def perplexity(nll):
    return nll / math.log(2)


def bits_per_character(nll):
    return math.exp(nll)
