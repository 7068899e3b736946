"""A page's session with a shared license server.

The worker fetches: a session says what to fetch, and gets the result.
"""
