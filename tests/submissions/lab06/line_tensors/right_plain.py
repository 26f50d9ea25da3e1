# style: as in the lab
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
