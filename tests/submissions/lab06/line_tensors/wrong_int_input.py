# mistake: one-hot left as whole numbers
# fails: line_tensors.inputs: float32
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return nn.functional.one_hot(numbers, N_LETTERS).unsqueeze(1), target
