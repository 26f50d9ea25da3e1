# mistake: mean over the steps passed on
# fails: carry_state.outputs: mean over the steps
# fails: carry_state.chunks: the output differs
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out.mean(dim=1)
    return torch.cat(outputs, dim=1)
