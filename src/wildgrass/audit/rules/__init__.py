"""Rules of the legal-risk audit: dated data, a file for each jurisdiction."""
