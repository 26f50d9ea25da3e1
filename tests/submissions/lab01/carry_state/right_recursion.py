# style: recursion with an inner function
def run_in_chunks(rnn, x, chunk_len):
    def rest(part, state):
        head, tail = part[:, :chunk_len], part[:, chunk_len:]
        out = rnn(head, state)
        return out if tail.shape[1] == 0 else torch.cat([out, rest(tail, out[:, -1])], dim=1)

    return rest(x, None)
