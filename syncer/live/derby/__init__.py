"""Derby, the developer toolkit's database, through JDBC: a driver and a grammar of our own, because there are none."""
