"""Ask and answer: one file a command, each thin. Nothing heavy is imported before it is needed."""
