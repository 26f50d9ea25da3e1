# aim: breakpoint() and the debugger's magic
# answers: right
# score: 17
# prints: nothing
# status: graded|stopped
breakpoint()
