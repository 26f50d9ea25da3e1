# mistake: printed, not returned
# fails: choose_device.both_computers: return
def choose_device():
    print(torch.device("cuda" if torch.cuda.is_available() else "cpu"))
