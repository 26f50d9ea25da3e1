# mistake: one chunk too many when the length divides
# fails: carry_state.outputs: raised IndexError
# fails: carry_state.chunks: raised IndexError
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for i in range(x.shape[1] // chunk_len + 1):
        out = rnn(x[:, i * chunk_len : (i + 1) * chunk_len], state)
        outputs.append(out)
        state = out[:, -1]
    return torch.cat(outputs, dim=1)
