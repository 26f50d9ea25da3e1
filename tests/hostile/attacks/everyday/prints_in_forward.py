# aim: prints shapes in forward, whenever it is called
# at: end of recurrence
# answers: right
# score: 17
_forward = MyUnidirectionalRNN.forward


def forward(self, x, state=None):
    print("x", x.shape, "state", None if state is None else state.shape, x)
    return _forward(self, x, state)


MyUnidirectionalRNN.forward = forward
print("tried")
