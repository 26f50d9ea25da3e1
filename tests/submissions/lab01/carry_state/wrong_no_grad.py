# mistake: all under no_grad
# fails: carry_state.chunks: No gradient can flow back
def run_in_chunks(rnn, x, chunk_len):
    with torch.no_grad():
        outputs, state = [], None
        for chunk in x.split(chunk_len, dim=1):
            out = rnn(chunk, state)
            outputs.append(out)
            state = out[:, -1]
        return torch.cat(outputs, dim=1)
