"""The nouns that all rooms share. This room imports nothing of ours and does no I/O."""
