# style: one sequence as a function, mapped over the batch; numbers printed
def rnn_step(x_t, h, W, U, b):
    def one(x_row, h_row):
        return torch.tanh(W @ x_row + U @ h_row + b[0])

    new = torch.vmap(one)(x_t, h)
    print(new.tolist(), f"{new.mean():.3f}", new.detach().cpu().sum())
    return new
