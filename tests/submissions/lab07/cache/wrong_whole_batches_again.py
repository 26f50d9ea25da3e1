# mistake: a batch is sent whole if one text is new
# fails: cache.kept: sent to vectorise again
def cached(vectorise, batch_size=64):
    known = {}

    def look_up(texts):
        distinct = list(dict.fromkeys(texts))
        for start in range(0, len(distinct), batch_size):
            part = distinct[start : start + batch_size]
            if any(text not in known for text in part):
                known.update(zip(part, vectorise(part)))
        return [known[text] for text in texts]

    return look_up
