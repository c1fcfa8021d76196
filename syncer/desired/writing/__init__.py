"""From plain values and the comments beside them back to YAML, in one canonical layout."""
