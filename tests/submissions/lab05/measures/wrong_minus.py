# mistake: a probability for a perplexity
# fails: measures.units: is a probability
def perplexity(nll):
    return math.exp(-nll)


def bits_per_character(nll):
    return nll / math.log(2)
