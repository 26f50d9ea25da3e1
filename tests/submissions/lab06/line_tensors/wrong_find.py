# mistake: find for index: unknown letters become EOS
# fails: line_tensors.inputs: find
def line_tensors(name):
    numbers = [ALPHABET.find(letter) for letter in name]
    x = torch.eye(N_LETTERS)[numbers].unsqueeze(1)
    return x, torch.tensor(numbers[1:] + [EOS])
