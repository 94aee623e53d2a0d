"""Tables that the audit looks things up in, each with its source, licence and date."""
