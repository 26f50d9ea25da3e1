# mistake: output[-1] with batch_first=True
# fails: which_output.choice: first axis of the output is the batch
state_equals = "last_sequence"
