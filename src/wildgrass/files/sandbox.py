"""Give up everything but computing, for the process that decodes hostile files. Linux only; elsewhere it says no.

After `enter` the process can read and write what it has open, allocate memory and end. A seccomp filter refuses every
other system call with EPERM: no file is opened, no socket made, no program started, no other process touched. Numbers:
Linux's arch/x86/entry/syscalls/syscall_64.tbl and include/uapi/asm-generic/unistd.h; seccomp(2) describes the filter.
"""

import ctypes
import platform
import struct
import sys
from typing import Final

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER_MODE = 38, 22, 2
_LOAD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF_0000, 0x0005_0000 | 1  # 1 is EPERM
_NUMBER_AT, _MACHINE_AT = 0, 4

_ARCHITECTURES: Final = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}
_ALLOWED: Final = {  # name: number on x86_64, on aarch64
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "futex": (202, 98),
    "rseq": (334, 293),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getrandom": (318, 278),
    "clock_gettime": (228, 113),
    "clock_nanosleep": (230, 115),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
MEMORY_BYTES: Final = 1 << 30
CPU_SECONDS: Final = 30


def can_enter() -> bool:
    """Say whether this system and machine have such a sandbox."""
    return sys.platform == "linux" and platform.machine() in _ARCHITECTURES


def enter() -> bool:
    """Enter the sandbox for good; False where it could not be made, and then nothing hostile may be decoded."""
    if not can_enter():
        return False
    import resource  # noqa: PLC0415 - not there on Windows

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    library = ctypes.CDLL(None, use_errno=True)
    code = _program()
    kept = ctypes.create_string_buffer(code)
    program = _Program(len(code) // 8, ctypes.cast(kept, ctypes.c_void_p))
    if library.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return int(library.prctl(_SECCOMP, _FILTER_MODE, ctypes.byref(program), 0, 0)) == 0


class _Program(ctypes.Structure):
    """`struct sock_fprog`."""

    _fields_ = (("length", ctypes.c_ushort), ("code", ctypes.c_void_p))


def _program() -> bytes:
    """Return the filter: the machine must be ours, the call one of the list; everything else is refused."""
    machine = _ARCHITECTURES[platform.machine()]
    column = list(_ARCHITECTURES).index(platform.machine())
    calls = [numbers[column] for numbers in _ALLOWED.values()]
    steps = [(_LOAD, 0, 0, _MACHINE_AT), (_JUMP_IF_EQUAL, 1, 0, machine), (_RETURN, 0, 0, _REFUSE)]
    steps.append((_LOAD, 0, 0, _NUMBER_AT))
    steps += [(_JUMP_IF_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
