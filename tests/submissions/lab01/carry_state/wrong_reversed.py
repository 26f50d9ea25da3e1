# mistake: chunks joined in reverse
# fails: carry_state.outputs: differ from running the sequence whole
# fails: carry_state.chunks: the output differs
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, -1]
    return torch.cat(outputs[::-1], dim=1)
