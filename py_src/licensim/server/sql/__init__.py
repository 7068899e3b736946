"""The ledger in SQL: SQLite and PostgreSQL, tables, statements and transactions.

It stores, and decides nothing.
"""
