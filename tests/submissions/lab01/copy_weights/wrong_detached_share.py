# mistake: detach does not copy
# fails: copy_weights.parameters: share memory
def copy_from(rnn, cell):
    rnn.W.weight.data = cell.weight_ih.detach()
    rnn.U.weight.data = cell.weight_hh.detach()
    with torch.no_grad():
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)
