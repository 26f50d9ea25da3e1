# mistake: chunks overlap by one step
# fails: carry_state.outputs: one output for every step
# fails: carry_state.chunks: wrong lengths
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for start in range(0, x.shape[1], chunk_len):
        out = rnn(x[:, start : start + chunk_len + 1], state)
        outputs.append(out)
        state = out[:, -1]
    return torch.cat(outputs, dim=1)
