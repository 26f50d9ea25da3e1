# mistake: the state with the largest weight
# fails: attention.pooled: largest weight
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    return output[torch.arange(len(output)), weights.argmax(1)], weights
