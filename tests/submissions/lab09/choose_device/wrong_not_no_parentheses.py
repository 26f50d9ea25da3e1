# mistake: not, and no parentheses
# fails: choose_device.both_computers: CPU also when CUDA is available
def choose_device():
    if not torch.cuda.is_available:
        return torch.device("cuda")
    return torch.device("cpu")
