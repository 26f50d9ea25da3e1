# mistake: targets as floats
# fails: line_tensors.targets: floats
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])]).float()
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
