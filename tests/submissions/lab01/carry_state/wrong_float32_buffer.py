# mistake: collects the outputs in a tensor made by torch.zeros without dtype: float64 in, float32 out, and tied to the CPU
# fails: carry_state.chunks: dtype torch.float32
def run_in_chunks(rnn, x, chunk_len):
    """Run a long sequence chunk by chunk; return the outputs of all steps, [batch, seq_len, rnn_size].

    rnn        a recurrent layer: rnn(x, state) returns the states of all steps of x
    x          [batch, seq_len, num_feats]
    chunk_len  int, the number of steps in a chunk
    """
    outputs, state = None, None
    for begin in range(0, x.shape[1], chunk_len):
        states = rnn(x[:, begin:begin + chunk_len], state)
        if outputs is None:
            outputs = torch.zeros(x.shape[0], x.shape[1], states.shape[2])
        outputs[:, begin:begin + chunk_len] = states
        state = states[:, -1]
    return outputs
