# style: einsum, where, a very low number
def attention_pool(output, query, lengths):
    real = torch.arange(output.size(1)).to(output.device)[None] < lengths.to(output.device)[:, None]
    scores = torch.einsum("bsh,h->bs", output, query)
    low = torch.full_like(scores, torch.finfo(scores.dtype).min)
    weights = torch.softmax(torch.where(real, scores, low), dim=-1)
    return torch.einsum("bs,bsh->bh", weights, output), weights
