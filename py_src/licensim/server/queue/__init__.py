"""The waiting requests, and which of them are decided together in one transaction.

It knows no HTTP.
"""
