# style: einsum, type hints, a print, a list
def lstm_step(x_t: torch.Tensor, h: torch.Tensor, c: torch.Tensor, weights: tuple):
    W_ih, W_hh, b_ih, b_hh = [w.view(4, -1, *w.shape[1:]) for w in weights]
    sums = torch.einsum("bf,kuf->kbu", x_t, W_ih) + torch.einsum("bv,kuv->kbu", h, W_hh)
    sums = sums + (b_ih + b_hh)[:, None]
    print("sums", sums.shape)
    new_c = torch.sigmoid(sums[1]) * c + torch.sigmoid(sums[0]) * torch.tanh(sums[2])
    return [torch.sigmoid(sums[3]) * torch.tanh(new_c), new_c]
