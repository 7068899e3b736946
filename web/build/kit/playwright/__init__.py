"""Stands for the package playwright inside Pyodide on node, where Playwright itself is in another thread."""
