# mistake: batch_size ignored
# fails: cache.kept: more than batch_size
def cached(vectorise, batch_size=64):
    known = {}

    def look_up(texts):
        new = [text for text in dict.fromkeys(texts) if text not in known]
        for start in range(0, len(new), len(new) or 1):
            part = new
            known.update(zip(part, vectorise(part)))
        return [known[text] for text in texts]

    return look_up
