"""The door between a page and the rules; the only place that knows the page's JavaScript."""
