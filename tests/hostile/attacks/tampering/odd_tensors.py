# aim: complex, boolean, sparse, quantized, nested, meta and nine-dimensional tensors
# at: instead of step
# answers: junk
# score: 0
kinds = [
    lambda h: h + 0j,
    lambda h: h > 0,
    lambda h: h.to_sparse(),
    lambda h: torch.quantize_per_tensor(h.float(), 0.1, 0, torch.qint8),
    lambda h: torch.nested.nested_tensor([h[0], h[0]]),
    lambda h: h.to("meta"),
    lambda h: h[(None,) * 9],
    lambda h: h.to(torch.bfloat16),
    lambda h: torch.empty(0),
    lambda h: h.conj().imag if h.is_complex() else h.T,
]
turn = iter(kinds * 20)


def rnn_step(x_t, h, W, U, b):
    return next(turn)(h)


print("tried")
