# mistake: compared with the text True
# fails: choose_device.both_computers: is the answer of is_available() used
def choose_device():
    return torch.device("cuda" if torch.cuda.is_available() == "True" else "cpu")
