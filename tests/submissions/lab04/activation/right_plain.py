# style: plain
def loss_at_start(n_characters):
    return math.log(n_characters)


activation = "log_softmax"
