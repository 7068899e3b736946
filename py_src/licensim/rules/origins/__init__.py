"""The identity of a page: its origin, and the site that its host belongs to (ID, DOM).

Hosts come as serialized parts: nothing here parses an address.
"""
