"""What people see: pure functions of words and rows, no database, no network. Sentences are in `core/locales`."""
