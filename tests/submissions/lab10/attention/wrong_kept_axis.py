# mistake: pooled [batch, 1, hidden]
# fails: attention.pooled: axis too many
# fails: trained.held_out: expected [75, 5]
# training
def attention_pool(output, query, lengths):
    places = torch.arange(output.shape[1], device=output.device)
    padding = places >= lengths.to(output.device)[:, None]
    scores = (output @ query).masked_fill(padding, float("-inf"))
    weights = scores.softmax(1)
    return weights[:, None] @ output, weights
