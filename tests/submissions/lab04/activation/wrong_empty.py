# mistake: answer ""
# fails: activation.choice: four names
activation = ""
