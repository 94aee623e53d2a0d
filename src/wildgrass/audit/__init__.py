"""What in an archive exposes whom, and under which law: rules and registers as dated data, each with its source.

Start with `registers.py`: laws, cases and platforms, read from `register/*.toml` and described in
`docs/spec/register.md`. Nothing here reads an export or opens a socket.
"""
