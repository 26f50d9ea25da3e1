# aim: `!pip install` above the imports
# at: in setup
# answers: right
# score: 17
# prints: nothing
# says: Shell lines
!pip install -q torchinfo
