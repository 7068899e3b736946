"""A simulator of license rules: the same answers in the page, on the command line and in tests."""

__version__ = "0.1.0"
