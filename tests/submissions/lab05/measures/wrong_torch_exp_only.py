# mistake: torch.exp of a float
# fails: measures.units: raised TypeError
def perplexity(nll):
    return torch.exp(nll)


def bits_per_character(nll):
    return nll / math.log(2)
