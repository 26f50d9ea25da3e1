# mistake: puts the layer into eval mode and leaves it there: its dropout is off afterwards
# fails: carry_state.chunks: the mode (train or eval) of the layer differs
def run_in_chunks(rnn, x, chunk_len):
    """Run a long sequence chunk by chunk; return the outputs of all steps, [batch, seq_len, rnn_size].

    rnn        a recurrent layer: rnn(x, state) returns the states of all steps of x
    x          [batch, seq_len, num_feats]
    chunk_len  int, the number of steps in a chunk
    """
    rnn.eval()
    state, outputs = None, []
    for piece in x.split(chunk_len, dim=1):
        states = rnn(piece, state)
        state = states[:, -1]
        outputs.append(states)
    return torch.cat(outputs, dim=1)
