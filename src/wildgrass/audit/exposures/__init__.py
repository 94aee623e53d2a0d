"""What the security members of an export show, as data: questions, steps and the tables they are answered by."""
