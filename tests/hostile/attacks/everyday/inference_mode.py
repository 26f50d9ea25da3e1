# aim: inference mode entered and never left
# at: in init_state
# answers: right
# score: 17
torch.inference_mode().__enter__()
print("tried")
