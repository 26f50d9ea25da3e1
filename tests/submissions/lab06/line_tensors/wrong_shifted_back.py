# mistake: the letter before as target
# fails: line_tensors.targets: not the next letters
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = numbers.roll(1)
    target[-1] = EOS
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
