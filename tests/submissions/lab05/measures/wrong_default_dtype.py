# mistake: switches the default dtype to float64 for a more exact number and leaves it there
# fails: measures.units: default dtype
def perplexity(nll):
    """Return the perplexity of a mean negative log-likelihood in nats."""
    torch.set_default_dtype(torch.float64)
    return torch.exp(torch.as_tensor(nll)).item()


def bits_per_character(nll):
    """Return the bits per character of a mean negative log-likelihood in nats."""
    return float(nll) / math.log(2)
