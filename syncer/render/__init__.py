"""Values become text here: pages for people, JSON for scripts. This room does no I/O."""
