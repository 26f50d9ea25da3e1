# mistake: unknown letters become 0
# fails: line_tensors.inputs: must raise an error
def line_tensors(name):
    numbers = torch.tensor([(ALPHABET.index(letter) if letter in ALPHABET else 0) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
