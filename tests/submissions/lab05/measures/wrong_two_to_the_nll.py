# mistake: 2 to the power of nats
# fails: measures.units: nll is in nats
def perplexity(nll):
    return 2**nll


def bits_per_character(nll):
    return nll / math.log(2)
