# mistake: cut first, then the known ones left out
# fails: cache.kept: batches are not full
def cached(vectorise, batch_size=64):
    known = {}

    def look_up(texts):
        for start in range(0, len(texts), batch_size):
            part = list(dict.fromkeys(t for t in texts[start : start + batch_size] if t not in known))
            if part:
                known.update(zip(part, vectorise(part)))
        return [known[text] for text in texts]

    return look_up
