# style: tensors all the way
def perplexity(nll):
    return torch.exp(torch.as_tensor(nll))


def bits_per_character(nll):
    return torch.as_tensor(nll) / torch.log(torch.tensor(2.0))
