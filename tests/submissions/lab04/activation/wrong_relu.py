# mistake: answer "relu"
# fails: activation.choice: four names
activation = "relu"
