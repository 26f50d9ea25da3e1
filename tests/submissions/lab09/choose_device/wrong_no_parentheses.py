# mistake: is_available not called
# fails: choose_device.both_computers: parentheses
def choose_device():
    return torch.device("cuda" if torch.cuda.is_available else "cpu")
