# style: inference_mode instead of no_grad
def copy_from(rnn, cell):
    with torch.inference_mode():
        rnn.W.weight.copy_(cell.weight_ih)
        rnn.U.weight.copy_(cell.weight_hh)
        rnn.b.copy_(cell.bias_ih + cell.bias_hh)
