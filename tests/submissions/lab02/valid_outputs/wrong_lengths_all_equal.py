# mistake: packed with the padded length for all
# fails: valid_outputs.given_order: padding was read
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    padded = pad_sequence(sequences, batch_first=True)
    lengths = torch.full((len(sequences),), padded.shape[1])
    packed = pack_padded_sequence(padded, lengths, batch_first=True)
    _, state = rnn(packed)
    return state[-1]
