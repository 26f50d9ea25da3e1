# mistake: asked when the cell ran
# fails: choose_device.both_computers: at each call
available = torch.cuda.is_available()


def choose_device():
    return torch.device("cuda" if available else "cpu")
