# aim: torch.compile and torch.jit, of which one has no compiler here
# answers: right
# score: 17
import torch

torch.jit.script(torch.nn.Linear(2, 2))
try:
    torch.compile(torch.nn.Linear(2, 2))(torch.ones(1, 2))
except Exception as error:
    print(type(error).__name__)
print("tried")
