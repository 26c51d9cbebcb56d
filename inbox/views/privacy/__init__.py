"""Pages about the data of people who wrote (section of the settings)."""
