"""The report by mail: by itself on Monday morning, and when somebody asks (O2)."""
