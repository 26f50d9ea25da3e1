# aim: gradients switched off and left off
# at: in init_state
# answers: right
# score: 17
torch.set_grad_enabled(False)
print("tried")
