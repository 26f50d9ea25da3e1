# mistake: birnn called, forward half
# fails: reverse.values: birnn itself was called
# fails: reverse.anywhere: birnn itself was called
def backward_as_forward(birnn, x):
    output, _ = birnn(x.flip(1))
    return output[..., : birnn.hidden_size].flip(1)
