# aim: imports a library that is not there, above the imports of the set-up cell
# at: in setup
# answers: right
# score: 17
# says: setup
# prints: nothing
import torchinfo
