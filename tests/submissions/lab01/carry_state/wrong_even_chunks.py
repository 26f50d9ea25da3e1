# mistake: torch.chunk makes pieces of nearly equal length: 9 steps in chunks of 4 become 3, 3, 3 instead of 4, 4, 1
# fails: carry_state.chunks: chunks
def run_in_chunks(rnn, x, chunk_len):
    """Run a long sequence chunk by chunk; return the outputs of all steps, [batch, seq_len, rnn_size].

    rnn        a recurrent layer: rnn(x, state) returns the states of all steps of x
    x          [batch, seq_len, num_feats]
    chunk_len  int, the number of steps in a chunk
    """
    number = math.ceil(x.shape[1] / chunk_len)
    state, outputs = None, []
    for piece in x.chunk(number, dim=1):
        states = rnn(piece, state)
        state = states[:, -1]
        outputs.append(states)
    return torch.cat(outputs, dim=1)
