# mistake: the number of the check
# fails: activation.choice: argument
def loss_at_start(n_characters):
    return 2.0794415416798357


activation = "log_softmax"
