# mistake: sorting order applied again where its inverse is due
# fails: valid_outputs.given_order: wrong permutation
# fails: valid_outputs.any_lengths: the answer differs
def last_valid_outputs(rnn, sequences):
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]), reverse=True)
    packed_output, _ = rnn(pack_sequence([sequences[i] for i in order]))
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    last = output[torch.arange(len(order)), lengths - 1]
    return last[order]
