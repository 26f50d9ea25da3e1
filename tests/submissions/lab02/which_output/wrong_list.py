# mistake: a list
# fails: which_output.choice: Expected a text but got list
state_equals = ["last_step"]
