"""The surface of both kits as one table: what a test can call in Python, and its form in TypeScript.

`python -m licensim.testing.surface.typescript > web/src/playwright/surface.ts` writes the types of the kit
for Playwright Test; tests compare the table with the Python kit.
"""
