"""Tables that web systems and Excel 2003 write as html or xml, and name xls; parsed in the child process too."""
