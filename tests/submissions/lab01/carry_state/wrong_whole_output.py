# mistake: the whole output passed on
# fails: carry_state.outputs: not [batch, rnn_size]
# fails: carry_state.chunks: not [batch, rnn_size]
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out
    return torch.cat(outputs, dim=1)
