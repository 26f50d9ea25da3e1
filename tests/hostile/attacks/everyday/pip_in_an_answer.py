# aim: `!pip install` in an answer
# at: in carry_state
# answers: right
# score: 17
# prints: nothing
!pip install -q torchinfo
