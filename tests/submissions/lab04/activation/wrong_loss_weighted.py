# mistake: each cost times its probability
# fails: activation.choice: once
def loss_at_start(n_characters):
    return math.log(n_characters) / n_characters


activation = "log_softmax"
