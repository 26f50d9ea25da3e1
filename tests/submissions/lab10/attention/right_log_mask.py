# style: the logarithm of the mask is added, bmm, a print
def attention_pool(output, query, lengths):
    mask = torch.stack([torch.arange(output.size(1)) < n for n in lengths]).to(output)
    weights = torch.softmax((output * query).sum(-1) + mask.log(), dim=-1)
    print(float(weights.max()))
    return torch.bmm(weights[:, None], output)[:, 0], weights
