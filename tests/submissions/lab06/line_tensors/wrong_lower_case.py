# mistake: letters looked up in lower case
# fails: line_tensors.inputs: upper and lower case
# fails: line_tensors.targets: upper and lower case are different
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name.lower()])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
