# style: a copy of the targets with -100
def batch_loss(logits, targets, lengths):
    padding = torch.arange(targets.size(1)).to(lengths) >= lengths.unsqueeze(1)
    targets = targets.masked_fill(padding, -100)
    return nn.functional.cross_entropy(logits.transpose(1, 2), targets)
