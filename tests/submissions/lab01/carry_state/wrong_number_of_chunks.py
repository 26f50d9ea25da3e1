# mistake: chunk_len taken as the number of chunks
# fails: carry_state.chunks: wrong lengths
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.chunk(chunk_len, dim=1):
        out = rnn(chunk, state)
        outputs.append(out)
        state = out[:, -1]
    return torch.cat(outputs, dim=1)
