# style: packed sequences
def batch_loss(logits, targets, lengths):
    from torch.nn.utils.rnn import pack_padded_sequence
    lengths = lengths.cpu()
    scores = pack_padded_sequence(logits, lengths, batch_first=True, enforce_sorted=False)
    wanted = pack_padded_sequence(targets, lengths, batch_first=True, enforce_sorted=False)
    return nn.functional.cross_entropy(scores.data, wanted.data)
