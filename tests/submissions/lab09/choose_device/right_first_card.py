# style: the first card by number
def choose_device():
    has_gpu = torch.cuda.is_available()
    name = ["cpu", "cuda:0"][has_gpu]
    print("chosen:", name)
    return torch.device(name)
