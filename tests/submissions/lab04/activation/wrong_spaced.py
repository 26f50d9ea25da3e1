# mistake: answer "log softmax"
# fails: activation.choice: four names
def loss_at_start(n_characters):
    return math.log(n_characters)


activation = "log softmax"
