"""The plan file: what is asked, of which data, by which design, with which estimator."""
