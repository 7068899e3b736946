"""A page's session with a shared license server.

The worker does the fetching: a session says what, and takes what came.
"""
