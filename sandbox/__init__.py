"""A small town with its own X and Facebook, spoken over HTTP. Knows nothing of the product."""
