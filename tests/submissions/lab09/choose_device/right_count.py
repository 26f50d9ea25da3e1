# style: the number of cards
def choose_device():
    return torch.device("cuda" if torch.cuda.device_count() > 0 else "cpu")
