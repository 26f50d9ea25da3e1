# aim: answers to checks that hold a hundred thousand tensors without a number in them
# answers: none
# score: 0
# status: graded|stopped
import json
import struct

import safetensors.torch

names = {f"{number}": {"dtype": "F32", "shape": [0, 2**40], "data_offsets": [0, 0]} for number in range(120_000)}
header = json.dumps(names).encode()
safetensors.torch.save = lambda *_: struct.pack("<Q", len(header)) + header
print("tried")
