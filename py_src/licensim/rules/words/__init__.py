"""What is said: of rules, of what a document grants, and of each answer; all of it is worded here alone.

What an option says of itself, of its items and of its answers stands in the option's own file.
"""
