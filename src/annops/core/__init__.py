"""The nouns every part speaks in; nothing here reads or writes a file."""
