"""The pages of the reports, one module a page; `frame` is what they share."""
