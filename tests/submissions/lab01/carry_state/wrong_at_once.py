# mistake: the whole sequence at once
# fails: carry_state.chunks: at once
def run_in_chunks(rnn, x, chunk_len):
    return rnn(x)
