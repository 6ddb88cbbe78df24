"""Pages of studies: data, plan, lock, runs, results, findings and reports."""
