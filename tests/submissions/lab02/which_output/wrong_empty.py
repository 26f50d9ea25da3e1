# mistake: left empty
# fails: which_output.choice: four names
state_equals = ""
