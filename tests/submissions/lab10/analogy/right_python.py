# style: max over pairs, in Python numbers
def analogy(a, b, c, known, vectors):
    rows = dict(zip(known, vectors.tolist()))
    goal = [y - x + z for x, y, z in zip(rows[a], rows[b], rows[c])]

    def closeness(word):
        length = math.sqrt(sum(x * x for x in rows[word])) or 1.0
        return sum(x * y for x, y in zip(rows[word], goal)) / length

    return max((word for word in known if word not in (a, b, c)), key=closeness)
