# style: picked from a list
def loss_at_start(n_characters):
    return math.log(n_characters)


names = ["softmax", "log_softmax", "sigmoid", "nothing"]
activation = names[1]
