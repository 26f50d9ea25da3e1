# aim: torch.compile over an answer, as a decorator and around a module, where no compiler is
# at: end of recurrence
# answers: right
# score: 17
import torch

rnn_step = torch.compile(rnn_step)
torch.compile(MyUnidirectionalRNN(2, 3))(torch.ones(1, 2, 2))


@torch.compile(mode="reduce-overhead")
def compiled(x):
    return torch.tanh(x)


MyUnidirectionalRNN.forward = torch.compile(MyUnidirectionalRNN.forward)
print("tried", compiled(torch.zeros(1)))
