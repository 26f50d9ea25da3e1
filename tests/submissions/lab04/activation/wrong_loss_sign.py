# mistake: the sign turned
# fails: activation.choice: sign
def loss_at_start(n_characters):
    return math.log(1 / n_characters)


activation = "log_softmax"
