"""The files of a new catalog repository. In ``templates/`` no name begins with a dot."""
