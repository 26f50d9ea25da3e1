# mistake: output made like the input
# fails: carry_state.outputs: raised RuntimeError
# fails: carry_state.chunks: raised RuntimeError
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = torch.zeros_like(x), None
    for start in range(0, x.shape[1], chunk_len):
        out = rnn(x[:, start : start + chunk_len], state)
        outputs[:, start : start + chunk_len] = out
        state = out[:, -1]
    return outputs
