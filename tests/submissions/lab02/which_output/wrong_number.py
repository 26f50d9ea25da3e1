# mistake: a number
# fails: which_output.choice: Expected a text but got int
state_equals = 2
