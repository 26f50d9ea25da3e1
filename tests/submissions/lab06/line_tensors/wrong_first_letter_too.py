# mistake: the first letter is a target
# fails: line_tensors.targets: one target too many
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers, torch.tensor([EOS])])
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
