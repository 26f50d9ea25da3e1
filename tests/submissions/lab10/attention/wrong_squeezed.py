# mistake: squeeze takes away the axis of the words, too, or that of the batch
# fails: attention.weights: With one review
# fails: attention.pooled: With one review
def attention_pool(output, query, lengths):
    mask = (torch.arange(output.shape[1]) >= lengths[:, None]).to(output.device)
    weights = torch.matmul(output, query[:, None]).masked_fill(mask[..., None], float("-inf")).softmax(1)
    return (weights * output).sum(1).squeeze(), weights.squeeze()
