# mistake: the shorter last chunk is dropped
# fails: carry_state.outputs: last chunk is missing
# fails: carry_state.chunks: wrong lengths
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for i in range(x.shape[1] // chunk_len):
        out = rnn(x[:, i * chunk_len : (i + 1) * chunk_len], state)
        outputs.append(out)
        state = out[:, -1]
    return torch.cat(outputs, dim=1)
