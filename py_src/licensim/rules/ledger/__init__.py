"""The records of one project: the port, and a ledger in memory.

A ledger stores, and decides nothing.
"""
