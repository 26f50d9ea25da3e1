# mistake: EOS is read, too
# fails: line_tensors.inputs: EOS is a target
def line_tensors(name):
    numbers = torch.tensor([ALPHABET.index(letter) for letter in name])
    target = torch.cat([numbers[1:], torch.tensor([EOS])])
    return one_hot(torch.cat([numbers, torch.tensor([EOS])]), N_LETTERS).unsqueeze(1), target
