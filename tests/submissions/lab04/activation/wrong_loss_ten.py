# mistake: logarithm to the base 10
# fails: activation.choice: base 10
def loss_at_start(n_characters):
    return math.log10(n_characters)


activation = "log_softmax"
