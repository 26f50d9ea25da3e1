# mistake: the probability
# fails: activation.choice: This is the probability
def loss_at_start(n_characters):
    return 1 / n_characters


activation = "log_softmax"
