"""Tables as files: CSV and XLSX, with real numbers and harmless text."""
