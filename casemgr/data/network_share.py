"""Whether a file lies on a network share: there SQLite's locks are not kept, and two people would damage
the file.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path, PureWindowsPath

_MOUNTS = Path("/proc/mounts")
_NETWORK_KINDS = frozenset(
    [
        "9p",
        "acfs",
        "afs",
        "ceph",
        "cifs",
        "coda",
        "davfs",
        "gfs",
        "gfs2",
        "glusterfs",
        "lustre",
        "ncp",
        "ncpfs",
        "nfs",
        "nfs4",
        "ocfs2",
        "orangefs",
        "pvfs2",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "vboxsf",
        "vmhgfs",
    ]
)
# A FUSE mount is nearly always a remote place; these are the ones that lie on the computer's own disk.
_LOCAL_FUSE_KINDS = frozenset(
    [
        "fuse.cryfs",
        "fuse.encfs",
        "fuse.exfat",
        "fuse.fuse-overlayfs",
        "fuse.gocryptfs",
        "fuse.lxcfs",
        "fuse.mergerfs",
        "fuse.ntfs",
        "fuse.ntfs-3g",
        "fuse.portal",
        "fuse.securefs",
        "fuse.veracrypt",
    ]
)
_DRIVE_REMOTE = 4  # GetDriveTypeW


def is_on_network_share(path: Path) -> bool:
    """Whether `path`, which need not exist yet, lies on another computer's disk.

    Known on Linux and on Windows; elsewhere the answer is no.
    """
    if sys.platform == "win32":
        return is_unc(str(path.absolute())) or _is_remote_drive(path.absolute())
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return is_network_kind(kind_of_mount(path.resolve(), mounts))


def kind_of_mount(path: Path, mounts: str) -> str:
    """The kind of file system that holds `path`, by the text of /proc/mounts; empty when none does."""
    deepest, kind = -1, ""
    for line in mounts.splitlines():
        columns = line.split(" ")
        if len(columns) < 3:
            continue
        point = Path(_unescaped(columns[1]))
        depth = len(point.parts)
        if path.is_relative_to(point) and depth >= deepest:  # a later mount hides an earlier one
            deepest, kind = depth, columns[2]
    return kind


def is_network_kind(kind: str) -> bool:
    """Whether a kind of file system, as Linux names it, is that of a network share."""
    if kind.startswith("fuse."):
        return kind not in _LOCAL_FUSE_KINDS
    return kind in _NETWORK_KINDS


def is_unc(path: str) -> bool:
    r"""Whether a Windows path names another computer: \\server\share, or \\?\UNC\server\share."""
    drive = PureWindowsPath(path).drive.upper()
    if drive.startswith(("\\\\?\\", "\\\\.\\")):
        return drive.startswith("\\\\?\\UNC\\")
    return drive.startswith("\\\\")


def _unescaped(field: str) -> str:
    """A column of /proc/mounts, where a space is written \\040."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), field)


def _is_remote_drive(path: Path) -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    return int(ctypes.windll.kernel32.GetDriveTypeW(path.anchor)) == _DRIVE_REMOTE
