# mistake: printed, not returned
# fails: measures.units: return
def perplexity(nll):
    return print(math.exp(nll))


def bits_per_character(nll):
    return print(nll / math.log(2))
