# mistake: answer "sigmoid"
# fails: activation.choice: squashes each score
activation = "sigmoid"
