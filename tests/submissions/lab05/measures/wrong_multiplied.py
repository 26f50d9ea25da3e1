# mistake: multiplied by ln 2
# fails: measures.units: divide by ln 2
def perplexity(nll):
    return math.exp(nll)


def bits_per_character(nll):
    return nll * math.log(2)
