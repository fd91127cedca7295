"""One router a journey: read what was asked, call the core in one transaction, show a screen."""
