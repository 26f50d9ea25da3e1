# mistake: cuts every sequence after 32 steps: a longer one gives the output of step 31
# fails: valid_outputs.any_lengths: 140 steps
def last_valid_outputs(rnn, sequences):
    """Return the output at each sequence's last step.

    rnn: nn.RNN with batch_first=True
    sequences: list of tensors [length_i, input_size], in any order
    returns: [batch, hidden_size], in the order of `sequences`
    """
    short = [sequence[:32] for sequence in sequences]  # the end of a long text adds little
    packed_output, _ = rnn(pack_sequence(short, enforce_sorted=False))
    output, lengths = pad_packed_sequence(packed_output, batch_first=True)
    return output[torch.arange(len(short)), lengths - 1]
