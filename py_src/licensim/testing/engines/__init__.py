"""The engines, which run the clients of a test: the port, and the engine without a browser.

No rule is here: an engine drives the two halves of `rules`.
"""
