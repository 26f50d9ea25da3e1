# mistake: first step of the output passed on
# fails: carry_state.outputs: gets the first step
# fails: carry_state.chunks: the output differs
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, 0]
    return torch.cat(outputs, dim=1)
