# mistake: answer None
# fails: activation.choice: Expected a text
def loss_at_start(n_characters):
    return math.log(n_characters)


activation = None
