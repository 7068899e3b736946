"""The error of an engine that is not there, or that cannot go on."""


class EngineFailed(Exception):
    """An engine that is not installed, does not start, or stopped in the middle; the text says what to do."""
