"""When things went: takedowns by day and cause, how long posts lived, what coincides with them."""
