# mistake: answer "softmax"
# fails: activation.choice: takes no logarithm
def loss_at_start(n_characters):
    return math.log(n_characters)


activation = "softmax"
