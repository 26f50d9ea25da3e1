# style: picked from a list
options = ["first_step", "last_step", "last_sequence", "last_unit"]
state_equals = options[1]
print(state_equals)
