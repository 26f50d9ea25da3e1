# style: times log2(e), e to the power
def perplexity(nll):
    return math.e ** nll


def bits_per_character(nll):
    return nll * math.log2(math.e)
