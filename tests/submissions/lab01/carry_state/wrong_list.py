# mistake: a list returned
# fails: carry_state.outputs: got list
# fails: carry_state.chunks: got list
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, -1]
    return outputs
