# aim: `!nvidia-smi` above the imports
# at: in setup
# answers: right
# score: 17
# prints: nothing
!nvidia-smi
