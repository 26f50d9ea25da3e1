# style: the biases as two rows, summed
def copy_from(rnn, cell):
    with torch.no_grad():
        torch.cat([cell.weight_ih, cell.weight_hh], 1)
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(torch.cat([cell.bias_ih[None], cell.bias_hh[None]]).sum(0))
