# style: rows of an identity matrix, a list with EOS
def line_tensors(name: str):
    numbers = [ALPHABET.index(c) for c in name] + [EOS]
    return torch.eye(N_LETTERS)[numbers[:-1]][:, None, :], torch.tensor(numbers[1:])
