# aim: default devices of another computer
# answers: right
# score: 17
# says: The default device was set to one that is not here
# prints: tried cpu
import torch

torch.set_default_device("mps")
torch.set_default_device("cuda")
print("tried", torch.ones(1).device)
