"""Stands for the package cryptography inside Pyodide on node, whose own crypto signs in its place."""
