# mistake: numbers instead of one-hot
# fails: line_tensors.inputs: shape
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return numbers.float().view(-1, 1, 1), target
