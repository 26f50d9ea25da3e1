# mistake: the last unit for the last step
# fails: which_output.choice: all the units
state_equals = "last_unit"
