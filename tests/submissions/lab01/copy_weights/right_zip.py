# style: a loop over pairs, the bias zeroed and added up
def copy_from(rnn, cell):
    with torch.no_grad():
        for mine, theirs in zip((rnn.W.weight, rnn.U.weight), (cell.weight_ih, cell.weight_hh)):
            mine.copy_(theirs)
        rnn.b.zero_()
        for bias in (cell.bias_ih, cell.bias_hh):
            rnn.b.add_(bias)
