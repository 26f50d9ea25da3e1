# aim: reads address zero
# answers: right
# score: 17
# status: stopped
# says: died
# prints: nothing
# repeats: ten
import ctypes

ctypes.string_at(0)
