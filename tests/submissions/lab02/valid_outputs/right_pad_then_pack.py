# style: pad, pack_padded_sequence, gather
def last_valid_outputs(rnn, sequences):
    lengths = torch.tensor([s.size(0) for s in sequences])
    padded = pad_sequence(sequences, batch_first=True)
    packed = pack_padded_sequence(padded, lengths, batch_first=True, enforce_sorted=False)
    out, _ = rnn(packed)
    out, _ = pad_packed_sequence(out, batch_first=True)
    index = (lengths - 1).to(out.device).view(-1, 1, 1).expand(-1, 1, out.size(2))
    return out.gather(1, index).squeeze(1)
