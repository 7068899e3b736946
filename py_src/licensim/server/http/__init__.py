"""HTTP: requests are read and checked, answers are sent.

It knows no SQL, and decides nothing about a license.
"""
