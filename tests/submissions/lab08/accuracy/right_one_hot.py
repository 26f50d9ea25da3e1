# style: one-hot matrices in float64, a 0-d tensor
def accuracy(logits, tags):
    wanted = tags.flatten()
    real = wanted >= 0
    said = logits.flatten(0, 1).max(-1).indices
    return (said[real] == wanted[real]).double().mean()


def accuracy_per_tag(logits, tags):
    real = tags != IGNORE
    truth = F.one_hot(tags[real], logits.shape[-1]).double()
    said = F.one_hot(logits.argmax(-1)[real], logits.shape[-1]).double()
    return torch.einsum("nk,nk->k", truth, said) / truth.sum(0)
