"""What a Db2 or an Oracle has to show before anything rests on it, tried in a scratch schema of theirs."""
