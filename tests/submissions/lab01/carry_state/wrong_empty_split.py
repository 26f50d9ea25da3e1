# mistake: an empty chunk at the end when the length divides
# fails: carry_state.chunks: empty chunk
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for chunk in x.tensor_split(tuple(range(chunk_len, x.shape[1] + 1, chunk_len)), dim=1):
        outputs.append(rnn(chunk, state))
        state = outputs[-1][:, -1:].squeeze(1)
    return torch.cat(outputs, dim=1)
