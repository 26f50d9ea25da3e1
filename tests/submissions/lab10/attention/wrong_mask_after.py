# mistake: the padding is taken away after the softmax
# fails: attention.weights: after the softmax
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    weights = (output @ query).softmax(1).masked_fill(padding, 0)
    return (weights[..., None] * output).sum(1), weights
