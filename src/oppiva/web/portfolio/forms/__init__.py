"""Forms of programmes and pilots. The rules are the domain's; these only say them kindly and early."""
