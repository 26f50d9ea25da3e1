# mistake: puts the RNN into eval mode and leaves it there: dropout between layers is off from now on
# fails: valid_outputs.any_lengths: the mode of rnn
def last_valid_outputs(rnn, sequences):
    """Return the output at each sequence's last step.

    rnn: nn.RNN with batch_first=True
    sequences: list of tensors [length_i, input_size], in any order
    returns: [batch, hidden_size], in the order of `sequences`
    """
    rnn.eval()
    packed_output, _ = rnn(pack_sequence(sequences, enforce_sorted=False))
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(sequences)), lengths - 1]
