# style: other argument names, int()
def rnn_shapes(B, T, F, H, L, batch_first=False):
    output_shape = tuple(int(n) for n in ((B, T, H) if batch_first else (T, B, H)))
    h_n_shape = (L * 1, B, H)
    return output_shape, h_n_shape
