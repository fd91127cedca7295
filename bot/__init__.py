"""The mouth in Telegram: screens, handlers, the courier, the jobs, and the launcher that composes the program."""
