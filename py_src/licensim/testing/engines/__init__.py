"""What runs the clients of a test: the engine as a port, and the one without a browser.

No rule stands here: an engine drives the halves of `rules`.
"""
