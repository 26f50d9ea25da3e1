# mistake: answer "nothing"
# fails: activation.choice: normalises nothing
activation = "nothing"
