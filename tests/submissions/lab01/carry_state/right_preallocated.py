# style: the output made first, the size taken from the first chunk
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = None, None
    for start in range(0, x.shape[1], chunk_len):
        stop = min(start + chunk_len, x.shape[1])
        out = rnn.forward(x[:, start:stop], state)
        if outputs is None:
            outputs = x.new_zeros(x.shape[0], x.shape[1], out.shape[2])
        outputs[:, start:stop] = out
        state = out.select(1, -1).clone()
    return outputs
