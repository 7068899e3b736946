"""The server half: which item serves a use, what is recorded, what a report does.

It knows only what the client sends and what the ledger holds.
"""
