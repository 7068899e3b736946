"""What was bought: items, products, and the versions of the rules as data.

`documents` parses them from JSON.
"""
