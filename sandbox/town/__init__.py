"""The invented town of Lakeside: its people, their three past weeks and their daily life."""
