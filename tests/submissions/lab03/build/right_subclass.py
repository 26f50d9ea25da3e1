# style: a class of its own, and attributes afterwards
class BiRNN(nn.RNN):
    def __init__(self, input_size, hidden_size, num_layers):
        super().__init__(input_size, hidden_size, num_layers, bidirectional=True)
        self.batch_first = True


def make_birnn(input_size, hidden_size, num_layers):
    return BiRNN(input_size, hidden_size, num_layers)
