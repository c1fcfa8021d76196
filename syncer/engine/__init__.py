"""The rooms in order: one module for each thing that the tool does."""
