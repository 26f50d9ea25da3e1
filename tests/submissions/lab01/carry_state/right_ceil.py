# style: the number of chunks by math.ceil, None at the start
def run_in_chunks(rnn, x, chunk_len):
    outputs, state = [], None
    for i in range(math.ceil(x.shape[1] / chunk_len)):
        outputs.append(rnn(x.narrow(1, i * chunk_len, min(chunk_len, x.shape[1] - i * chunk_len)), state))
        state = outputs[-1][:, -1]
    return torch.hstack(outputs)
