# style: exp by hand, the largest real score taken off; bmm
def attention_pool(output: torch.Tensor, query: torch.Tensor, lengths: torch.Tensor):
    n = output.shape[1]
    real = (torch.arange(n).expand(len(lengths), n) < lengths.unsqueeze(1)).to(output.device)
    scores = torch.matmul(output, query)
    largest = scores.masked_fill(~real, -torch.inf).max(dim=1, keepdim=True).values
    e = torch.exp((scores - largest).masked_fill(~real, -torch.inf))
    weights = e / e.sum(dim=1, keepdim=True)
    pooled = torch.bmm(weights.unsqueeze(1), output).squeeze(1)
    return [pooled, weights]
