"""From the bytes of a file to plain values with positions, or to every reason why it is not read."""
