"""The client half: scanners and their memory, the local license, asks, and usage that is kept.

It decides by its local license alone, and asks for the rest.
"""
