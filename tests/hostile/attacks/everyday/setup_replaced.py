# aim: a set-up cell of the student's own, which imports less
# at: instead of setup
# answers: right
# score: 17
import torch
import tensorflow

print("tried")
