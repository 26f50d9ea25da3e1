# mistake: the state after the first chunk goes to all
# fails: carry_state.outputs: after the first chunk
# fails: carry_state.chunks: the output differs
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.split(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = outputs[0][:, -1]
    return torch.cat(outputs, dim=1)
