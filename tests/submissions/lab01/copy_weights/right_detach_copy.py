# style: copy_ into detached views, the cell's parameters by order
def copy_from(rnn, cell):
    w_ih, w_hh, b_ih, b_hh = (p.detach() for p in cell.parameters())
    rnn.W.weight.detach().copy_(w_ih)
    rnn.U.weight.detach().copy_(w_hh)
    rnn.b.detach().copy_(b_ih.add(b_hh).view(1, -1))
