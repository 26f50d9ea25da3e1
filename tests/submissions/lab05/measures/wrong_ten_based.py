# mistake: ln 10 for ln 2
# fails: measures.units: decimal digits
def perplexity(nll):
    return math.exp(nll)


def bits_per_character(nll):
    return nll / math.log(10)
