# mistake: answer "LogSoftmax"
# fails: activation.choice: four names
activation = "LogSoftmax"
