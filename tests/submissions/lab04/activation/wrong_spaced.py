# mistake: answer "log softmax"
# fails: activation.choice: four names
activation = "log softmax"
