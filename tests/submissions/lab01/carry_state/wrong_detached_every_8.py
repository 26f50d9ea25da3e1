# mistake: detaches the state at every eighth border: gradients do not cross it
# fails: carry_state.chunks: the gradient that reaches x differs
def run_in_chunks(rnn, x, chunk_len):
    """Run a long sequence chunk by chunk; return the outputs of all steps, [batch, seq_len, rnn_size].

    rnn        a recurrent layer: rnn(x, state) returns the states of all steps of x
    x          [batch, seq_len, num_feats]
    chunk_len  int, the number of steps in a chunk
    """
    state, outputs = None, []
    for number, piece in enumerate(x.split(chunk_len, dim=1)):
        if number % 8 == 0 and state is not None:
            state = state.detach()
        states = rnn(piece, state)
        state = states[:, -1]
        outputs.append(states)
    return torch.cat(outputs, dim=1)
