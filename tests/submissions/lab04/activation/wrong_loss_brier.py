# mistake: one minus the probability
# fails: activation.choice: ln
def loss_at_start(n_characters):
    return 1 - 1 / n_characters


activation = "log_softmax"
