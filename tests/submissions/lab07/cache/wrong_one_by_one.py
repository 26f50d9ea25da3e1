# mistake: new texts one by one
# fails: cache.kept: one by one
def cached(vectorise, batch_size=64):
    known = {}

    def look_up(texts):
        for text in texts:
            if text not in known:
                known[text] = vectorise([text])[0]
        return [known[text] for text in texts]

    return look_up
