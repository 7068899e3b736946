"""License documents: from JSON to projects and items, and the demo license.

Each option defines its own fields.
"""
