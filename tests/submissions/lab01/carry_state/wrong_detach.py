# mistake: the state detached
# fails: carry_state.chunks: the gradient that reaches x differs
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, -1].detach()
    return torch.cat(outputs, dim=1)
