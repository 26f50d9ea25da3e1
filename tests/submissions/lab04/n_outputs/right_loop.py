# style: a loop and a print
def n_outputs(text):
    seen = []
    for character in text:
        if character not in seen:
            seen.append(character)
    print("seen", seen)
    return len(seen)
