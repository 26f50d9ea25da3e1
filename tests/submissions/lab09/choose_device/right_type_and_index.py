# style: type and index given apart
def choose_device():
    from torch import cuda

    return torch.device("cuda", 0) if cuda.is_available() else torch.device("cpu")
