# mistake: only the last chunk returned
# fails: carry_state.outputs: Only the last chunk came back
# fails: carry_state.chunks: the output has the shape
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, -1]
    return out
