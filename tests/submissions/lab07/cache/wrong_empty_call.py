# mistake: vectorise called with nothing
# fails: cache.kept: nothing is new
def cached(vectorise, batch_size=64):
    known = {}

    def look_up(texts):
        new = [text for text in dict.fromkeys(texts) if text not in known]
        while True:
            part, new = new[:batch_size], new[batch_size:]
            known.update(zip(part, vectorise(part)))
            if not new:
                return [known[text] for text in texts]

    return look_up
