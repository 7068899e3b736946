"""The door of the kit to another language: JSON calls in, JSON values out; no rule and no browser is here.

The kit for Playwright Test runs it in Pyodide, in Playwright's worker process. `surface` says which calls
there are.
"""
