# aim: float64 as the default dtype
# answers: right
# score: 17
import torch

torch.set_default_dtype(torch.float64)
print("tried")
