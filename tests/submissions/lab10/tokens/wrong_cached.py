# mistake: a sentence that came before gets the same list again, which the caller may have changed
# fails: tokens.kept: what is kept between calls
# fails: tokens.marks: what is kept between calls
from functools import lru_cache


@lru_cache
def words(sentence):
    return re.findall(r"[^\W_]+(?:'[^\W_]+)*|[.,!?;:]", sentence.lower().replace("’", "'"))
