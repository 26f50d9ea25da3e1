# mistake: answer "nothing"
# fails: activation.choice: normalises nothing
def loss_at_start(n_characters):
    return math.log(n_characters)


activation = "nothing"
