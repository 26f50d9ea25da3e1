# style: the recurrence written out
def backward_as_forward(birnn, x):
    W, U = birnn.weight_ih_l0_reverse, birnn.weight_hh_l0_reverse
    b = birnn.bias_ih_l0_reverse + birnn.bias_hh_l0_reverse
    h = x.new_zeros(x.shape[0], birnn.hidden_size)
    outputs = torch.empty(x.shape[0], x.shape[1], birnn.hidden_size, device=x.device, dtype=x.dtype)
    for t in range(x.shape[1] - 1, -1, -1):
        h = getattr(torch, birnn.nonlinearity)(torch.einsum("bi,hi->bh", x[:, t], W) + h @ U.T + b)
        outputs[:, t] = h
    return outputs
