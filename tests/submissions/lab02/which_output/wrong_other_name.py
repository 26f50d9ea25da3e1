# mistake: assigned to another name
# fails: which_output.choice: A name is missing
state_equal = "last_step"
