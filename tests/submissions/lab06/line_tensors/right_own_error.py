# style: an error of its own kind
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.find(letter) for letter in name])
    if (numbers < 0).any():
        raise RuntimeError(f"{name!r} has a letter that is not in ALPHABET")
    target = torch.full_like(numbers, EOS)
    target[:-1] = numbers[1:]
    return one_hot(numbers, N_LETTERS)[:, None], target
