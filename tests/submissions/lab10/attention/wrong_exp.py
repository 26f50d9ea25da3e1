# mistake: exp and a division: inf / inf
# fails: attention.weights: nan
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    e = (output @ query).exp() * ~padding
    weights = e / e.sum(1, keepdim=True)
    return (weights[..., None] * output).sum(1), weights
