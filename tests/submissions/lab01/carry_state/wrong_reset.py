# mistake: the state set to None inside the loop
# fails: carry_state.outputs: every chunk starts from zeros
# fails: carry_state.chunks: the output differs
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        state = None
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, -1]
    return torch.cat(outputs, dim=1)
