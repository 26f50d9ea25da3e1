# mistake: answer "sigmoid"
# fails: activation.choice: squashes each score
def loss_at_start(n_characters):
    return math.log(n_characters)


activation = "sigmoid"
