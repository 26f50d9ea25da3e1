# mistake: one-hot without the axis for the batch
# fails: line_tensors.inputs: no axis for the batch
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(numbers, N_LETTERS), target
