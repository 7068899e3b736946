"""What is remembered about one project: the port, and a ledger in memory.

It stores, and decides nothing.
"""
