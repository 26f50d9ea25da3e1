# mistake: printed, not returned
# fails: activation.choice: is a `return` missing
def loss_at_start(n_characters):
    print(math.log(n_characters))


activation = "log_softmax"
