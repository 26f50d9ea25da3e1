# aim: a loop without an end in one method, all else right: only its own points are lost
# at: instead of recurrence
# answers: right
# score: 11
# status: stopped
# says: and was stopped
# repeats: ten
class MyUnidirectionalRNN(nn.Module):
    def __init__(self, num_feats, rnn_size=128):
        super().__init__()
        self.rnn_size = rnn_size
        self.W = nn.Linear(num_feats, rnn_size, bias=False)
        self.U = nn.Linear(rnn_size, rnn_size, bias=False)
        self.b = nn.Parameter(torch.zeros(1, rnn_size))

    def forward(self, x, state=None):
        while True:
            pass


print("tried")
