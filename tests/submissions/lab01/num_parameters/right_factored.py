# style: factored, type hints
def num_parameters(num_feats: int, rnn_size: int) -> int:
    return rnn_size * (num_feats + rnn_size + 1)
