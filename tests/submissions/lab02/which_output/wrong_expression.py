# mistake: the expression, not its name
# fails: which_output.choice: four names
state_equals = "output[:, -1]"
