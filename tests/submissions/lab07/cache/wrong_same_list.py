# mistake: keeps the whole answer for the same texts and gives the same list again: a change to one answer appears in the next
# fails: cache.kept: twice has its tensor twice. Is a list given twice, which the
def cached(vectorise, batch_size=64):
    """Return a function look_up(texts) that gives what vectorise(texts) gives, and keeps it.

    vectorise: from a list of texts to a list of tensors, in the same order
    batch_size: how many texts vectorise gets at most
    """
    memory, answers = {}, {}

    def look_up(texts):
        key = tuple(texts)
        if key not in answers:
            new = [text for text in dict.fromkeys(texts) if text not in memory]
            for i in range(0, len(new), batch_size):
                batch = new[i : i + batch_size]
                memory.update(zip(batch, vectorise(batch)))
            answers[key] = [memory[text] for text in texts]
        return answers[key]

    return look_up
