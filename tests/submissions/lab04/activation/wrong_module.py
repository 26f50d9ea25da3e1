# mistake: answer nn.LogSoftmax(dim=-1)
# fails: activation.choice: LogSoftmax
def loss_at_start(n_characters):
    return math.log(n_characters)


activation = nn.LogSoftmax(dim=-1)
