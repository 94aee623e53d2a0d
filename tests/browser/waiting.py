"""How a test waits for a page: long enough for a busy machine, and by no code of strings inside the page."""

PATIENCE_MS = 90_000  # a busy machine is slow, and that is no fault of a page

# Not `wait_for_function`: where it has to ask twice, the page's own policy forbids the string that it asks with.
DRAWN = "Promise.all([...document.images].map(one => (one.loading = 'eager', one.decode())))"
