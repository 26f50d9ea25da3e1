# mistake: answer "not softmax"
# fails: activation.choice: four names
activation = "not softmax"
