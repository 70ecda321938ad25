"""The client against a real server, whose program the variable ONRECORD names (`onrecord` on the path by default)."""
