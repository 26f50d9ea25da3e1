# mistake: summed over the characters
# fails: activation.choice: once
def loss_at_start(n_characters):
    return n_characters * math.log(n_characters)


activation = "log_softmax"
