"""HTTP: requests in, checked, and answers out.

It knows no SQL, and decides nothing about a license.
"""
