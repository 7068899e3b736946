"""The server half: which item serves a use, what is recorded, what a report does.

It knows of a client what the client tells, and the ledger.
"""
