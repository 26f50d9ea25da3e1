# aim: star imports that hide builtins
# answers: right
# score: 17
from math import *
from torch import *
from numpy import *

print("tried")
