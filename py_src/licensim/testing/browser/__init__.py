"""The page engine: pages in a real browser, at any origin, and the answers to their requests.

It needs Playwright: in the kit only `session` imports it, for a test that needs it.
"""
