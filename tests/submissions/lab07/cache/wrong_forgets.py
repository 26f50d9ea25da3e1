# mistake: keeps only 128 texts: older ones are forgotten and sent again
# fails: cache.kept: vectorise again, although their tensors are known. Send only
def cached(vectorise, batch_size=64):
    """Return a function look_up(texts) that gives what vectorise(texts) gives, and keeps it.

    vectorise: from a list of texts to a list of tensors, in the same order
    batch_size: how many texts vectorise gets at most
    """
    memory = {}

    def look_up(texts):
        new = [text for text in dict.fromkeys(texts) if text not in memory]
        for i in range(0, len(new), batch_size):
            batch = new[i : i + batch_size]
            memory.update(zip(batch, vectorise(batch)))
        answer = [memory[text] for text in texts]
        while len(memory) > 128:
            memory.pop(next(iter(memory)))
        return answer

    return look_up
