# mistake: takes the last output that is not all zeros: with nonlinearity relu a valid output can be all zeros
# fails: valid_outputs.any_lengths: differs
def last_valid_outputs(rnn, sequences):
    """Return the output at each sequence's last step.

    rnn: nn.RNN with batch_first=True
    sequences: list of tensors [length_i, input_size], in any order
    returns: [batch, hidden_size], in the order of `sequences`
    """
    packed_output, _ = rnn(pack_sequence(sequences, enforce_sorted=False))
    output, _ = pad_packed_sequence(packed_output, batch_first=True)
    steps = torch.arange(1, output.shape[1] + 1, device=output.device)
    last = ((output != 0).any(dim=2) * steps).amax(dim=1) - 1
    return output[torch.arange(len(output), device=output.device), last]
