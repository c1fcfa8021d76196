"""Files become values here: ``catalog/`` and ``environments/``, with every problem that they have."""
