# mistake: joined along the batch
# fails: carry_state.outputs: raised RuntimeError
# fails: carry_state.chunks: raised RuntimeError
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, -1]
    return torch.cat(outputs)
