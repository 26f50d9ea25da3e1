# mistake: the choices exchanged
# fails: choose_device.both_computers: exchanged
def choose_device():
    return torch.device("cpu" if torch.cuda.is_available() else "cuda")
