# mistake: the backward half of birnn itself
# fails: reverse.values: birnn itself was called
# fails: reverse.anywhere: birnn itself was called
def backward_as_forward(birnn, x):
    return birnn(x)[0][..., birnn.hidden_size :]
