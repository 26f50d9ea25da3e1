# mistake: torch.cuda.device is a context
# fails: choose_device.both_computers: torch.device, not a
def choose_device():
    return torch.cuda.device(0) if torch.cuda.is_available() else torch.device("cpu")
