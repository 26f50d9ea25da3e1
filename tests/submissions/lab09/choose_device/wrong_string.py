# mistake: a string returned
# fails: choose_device.both_computers: not a str
def choose_device():
    return "cuda" if torch.cuda.is_available() else "cpu"
