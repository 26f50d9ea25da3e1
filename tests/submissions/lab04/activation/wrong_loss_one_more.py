# mistake: one output too many
# fails: activation.choice: number of characters
def loss_at_start(n_characters):
    return math.log(n_characters + 1)


activation = "log_softmax"
