"""Questions that ``doctor`` asks of a database. None writes, and one that fails does not end the others."""
