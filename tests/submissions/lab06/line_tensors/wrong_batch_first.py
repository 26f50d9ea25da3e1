# mistake: batch axis in front
# fails: line_tensors.inputs: time comes first
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(numbers, N_LETTERS).unsqueeze(0), target
