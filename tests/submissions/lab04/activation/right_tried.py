# style: tried out
def loss_at_start(n_characters):
    return math.log(n_characters)


def loss_of(tail):
    return nn.NLLLoss()(tail(torch.zeros(1, 8)), torch.tensor([3])).item()


tails = {"softmax": nn.Softmax(-1), "log_softmax": nn.LogSoftmax(-1), "sigmoid": nn.Sigmoid(), "nothing": nn.Identity()}
activation = min(tails, key=lambda name: abs(loss_of(tails[name]) - math.log(8)))
print(activation)
