# mistake: the loss in bits
# fails: activation.choice: in bits
def loss_at_start(n_characters):
    return math.log2(n_characters)


activation = "log_softmax"
