# mistake: the number of the lab for all
# fails: activation.choice: argument
def loss_at_start(n_characters):
    return math.log(len(vocab))


activation = "log_softmax"
