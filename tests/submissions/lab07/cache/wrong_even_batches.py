# mistake: makes batches of about equal size (5 texts as 3 + 2 with batch_size 4): all but the last should be full
# fails: cache.kept: texts, then cut them into batches; only the last is smaller.
def cached(vectorise, batch_size=64):
    """Return a function look_up(texts) that gives what vectorise(texts) gives, and keeps it.

    vectorise: from a list of texts to a list of tensors, in the same order
    batch_size: how many texts vectorise gets at most
    """
    memory = {}

    def look_up(texts):
        new = [text for text in dict.fromkeys(texts) if text not in memory]
        if new:
            n_batches = -(-len(new) // batch_size)
            size = -(-len(new) // n_batches)
            for i in range(0, len(new), size):
                batch = new[i : i + size]
                memory.update(zip(batch, vectorise(batch)))
        return [memory[text] for text in texts]

    return look_up
