# mistake: item() of a float
# fails: measures.units: raised AttributeError
def perplexity(nll):
    return math.exp(nll.item())


def bits_per_character(nll):
    return nll.item() / math.log(2)
