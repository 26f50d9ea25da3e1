# aim: a magic that only Colab knows
# at: in setup
# answers: right
# score: 17
# says: magic
# prints: nothing
%tensorflow_version 2.x
