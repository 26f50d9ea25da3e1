# mistake: CUDA without a question
# fails: choose_device.both_computers: parentheses
def choose_device():
    return torch.device("cuda")
