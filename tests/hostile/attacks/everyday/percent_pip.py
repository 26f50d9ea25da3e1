# aim: `%pip` and `%conda` in an answer
# at: in init_state
# answers: right
# score: 17
# says: Shell lines
# prints: nothing
%pip install -q torchinfo
%conda install -y torchinfo
