# mistake: b gets another shape
# fails: copy_weights.numbers: b keeps its shape
# fails: copy_weights.parameters: new parameters
def copy_from(rnn, cell):
    with torch.no_grad():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
    rnn.b = nn.Parameter((cell.bias_ih + cell.bias_hh).detach())
