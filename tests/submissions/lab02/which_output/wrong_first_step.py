# mistake: first step for last
# fails: which_output.choice: later steps have not been read
state_equals = "first_step"
