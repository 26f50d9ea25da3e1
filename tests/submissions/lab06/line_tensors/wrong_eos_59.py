# mistake: EOS counted from 1
# fails: line_tensors.targets: 59
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([N_LETTERS])])
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
