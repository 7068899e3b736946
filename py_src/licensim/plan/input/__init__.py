"""From files to the table `rows`: which column has which field, and what is wrong with the rows."""
