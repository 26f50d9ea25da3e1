# mistake: a tensor returned
# fails: activation.choice: float
def loss_at_start(n_characters):
    return torch.log(torch.tensor(float(n_characters)))


activation = "log_softmax"
