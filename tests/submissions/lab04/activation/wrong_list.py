# mistake: answer ["log_softmax"]
# fails: activation.choice: list
activation = ["log_softmax"]
