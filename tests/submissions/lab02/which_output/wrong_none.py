# mistake: None
# fails: which_output.choice: Expected a text but got nothing
state_equals = None
