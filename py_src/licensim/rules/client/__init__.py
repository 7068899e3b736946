"""The client half: scanners and their memory, the local license, asks, and unsent usage.

It decides from its local license alone; for everything else it asks the license server.
"""
