# mistake: a name that torch does not know
# fails: choose_device.both_computers: gpu
def choose_device():
    return torch.device("gpu" if torch.cuda.is_available() else "cpu")
