# aim: asks for a thousand gigabytes at once, in Python and in torch
# answers: right
# score: 17
import torch

for make in (lambda: bytearray(10**12), lambda: torch.zeros(10**12), lambda: torch.empty(2**50)):
    try:
        make()
        print("REACHED")
    except (MemoryError, RuntimeError) as error:
        print(type(error).__name__)
print("tried")
