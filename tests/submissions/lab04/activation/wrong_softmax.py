# mistake: answer "softmax"
# fails: activation.choice: takes no logarithm
activation = "softmax"
