# mistake: only split: marks stick to the words
# fails: tokens.marks: sticks to the word
# fails: tokens.kept: typographic
def words(sentence):
    return sentence.lower().split()
