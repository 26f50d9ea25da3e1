# mistake: a name that is not offered
# fails: which_output.choice: four names
state_equals = "last_layer"
