"""Pictures of others: what they are by their bytes, fetching them from strangers, keeping them."""
