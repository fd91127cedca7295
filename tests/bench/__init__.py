"""Speed as a ratio in one run: `python -m tests.bench box_office --json`. Nothing here is a test."""
