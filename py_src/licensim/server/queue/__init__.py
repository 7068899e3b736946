"""Who waits, and which requests are decided together in one transaction of their project.

It knows no HTTP.
"""
