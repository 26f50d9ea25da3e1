# mistake: input and target are the same letters
# fails: line_tensors.targets: one letter further
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = numbers.clone()
    return one_hot(numbers, N_LETTERS).unsqueeze(1), target
