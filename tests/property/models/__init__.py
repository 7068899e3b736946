"""Brute-force models of the license rules, written from SPEC alone.

The models are slow: each question reads the whole list of records again. They import nothing of the core:
only a mistake that is made twice stays hidden.
"""
