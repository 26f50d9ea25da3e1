# mistake: rolled: the last target is the first letter
# fails: line_tensors.targets: EOS
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = numbers.roll(-1)
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
