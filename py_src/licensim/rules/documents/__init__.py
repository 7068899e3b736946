"""License documents: from JSON to projects and items, and the demo license.

Which fields an option has, the option says.
"""
