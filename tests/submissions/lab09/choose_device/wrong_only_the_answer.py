# mistake: the answer, not the device
# fails: choose_device.both_computers: not a bool
def choose_device():
    return torch.cuda.is_available()
