# mistake: 58 columns
# fails: line_tensors.inputs: 58 columns
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(numbers, len(ALPHABET)).unsqueeze(1), target
