# mistake: EOS forgotten
# fails: line_tensors.targets: one target too few
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = numbers[1:]
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
