"""The kits' surface as one table: what a test can say in Python, and how the same is said in TypeScript.

`python -m licensim.testing.surface.typescript > web/src/playwright/surface.ts` writes the types of the kit
for Playwright Test; tests compare the table with the Python kit. A row says where a kit lacks it, and why.
"""
