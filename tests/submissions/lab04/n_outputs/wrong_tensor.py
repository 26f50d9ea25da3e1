# mistake: a tensor returned
# fails: n_outputs.count: whole number
def n_outputs(text):
    return torch.tensor(len(set(text)))
