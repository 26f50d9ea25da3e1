# aim: a reply nested a hundred thousand levels deep
# answers: none
# score: 0
# prints: nothing
# says: no message
# status: stopped
import json

import safetensors.torch

print("tried")
json.dumps = lambda *_, **__: "[" * 100_000 + "]" * 100_000
