"""The page engine: pages in a real browser, at any origin, and what they are served.

It needs Playwright: nothing else of the kit imports it but `session`, when a test asks for it.
"""
