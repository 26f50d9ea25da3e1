# aim: a loop that no interrupt reaches, inside one call of a C function
# answers: right
# score: 17
# status: stopped
# says: and was stopped
# prints: tried
# repeats: ten
print("tried", flush=True)
sum(iter(int, 1))
