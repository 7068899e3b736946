"""Values from outside: what is sound, and every fault of what is not, with its place.

No rule of a license stands here.
"""
