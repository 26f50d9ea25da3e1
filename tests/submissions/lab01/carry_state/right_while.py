# style: a while loop, the output grows, a print
def run_in_chunks(rnn, x, chunk_len):
    whole = rnn(x[:, :chunk_len])
    done = whole.shape[1]
    while done < x.shape[1]:
        print("done", done)
        new = rnn(x[:, done : done + chunk_len], whole[:, -1])
        whole = torch.cat((whole, new), dim=1)
        done += new.shape[1]
    return whole
