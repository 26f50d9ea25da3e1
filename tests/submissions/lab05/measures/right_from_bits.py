# style: the perplexity from the bits
def bits_per_character(nll: float) -> float:
    return float(nll) / math.log(2.0)


def perplexity(nll: float) -> float:
    return 2 ** bits_per_character(nll)
