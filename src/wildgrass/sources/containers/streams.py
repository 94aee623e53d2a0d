"""What the streams of members have in common: each container brings its own `read`."""

import io


class MemberStream(io.RawIOBase):
    """A member's plain bytes, read once from the front; what is wrong with them is raised by `read`."""

    def readable(self) -> bool:
        """Say that this can be read."""
        return True

    def readinto(self, buffer: object) -> int:
        """Read into `buffer`."""
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)
