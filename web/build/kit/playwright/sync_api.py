"""What the kit imports while it runs."""


class Error(Exception):
    """Playwright cannot do what it was asked."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
