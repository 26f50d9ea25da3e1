# mistake: rounded
# fails: activation.choice: rounded
def loss_at_start(n_characters):
    return round(math.log(n_characters), 1)


activation = "log_softmax"
