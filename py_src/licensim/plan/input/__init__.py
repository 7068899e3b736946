"""From files to the table `rows`: which columns say what, and what is wrong with them."""
