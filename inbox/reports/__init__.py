"""The read models of the reports: figures from facts, without HTML and without addresses."""
