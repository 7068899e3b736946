"""The page engine behind the door: Playwright runs in the other language, and does what Python asks."""
