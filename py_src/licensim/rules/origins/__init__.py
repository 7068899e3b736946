"""Who a page is: its origin, and the site that its host belongs to (ID, DOM).

Hosts come as serialized parts: nothing here parses an address.
"""
