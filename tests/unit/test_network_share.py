"""A file on a network share is recognised, on Linux by what is mounted and on Windows by its path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from casemgr.data.network_share import is_network_kind, is_on_network_share, is_unc, kind_of_mount

_MOUNTS = r"""/dev/sda1 / ext4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
//nas/partage /mnt/partage cifs rw 0 0
nas:/export /mnt/partage\040du\040bureau nfs4 rw 0 0
/dev/sdb1 /mnt/partage/local ext4 rw 0 0
ana@nas:/ /home/ana/nas fuse.sshfs rw 0 0
/home/ana/.crypt /home/ana/crypt fuse.gocryptfs rw 0 0
/dev/sdc1 /media/stick fuseblk rw 0 0
systemd-1 /auto autofs rw 0 0
nas:/auto /auto nfs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("path", "network"),
    [
        ("/home/ana/ours.casemgr", False),
        ("/tmp/ours.casemgr", False),
        ("/mnt/partage/ours.casemgr", True),
        ("/mnt/partage-2/ours.casemgr", False),
        ("/mnt/partage/local/ours.casemgr", False),
        ("/mnt/partage du bureau/ours.casemgr", True),
        ("/home/ana/nas/ours.casemgr", True),
        ("/home/ana/crypt/ours.casemgr", False),
        ("/media/stick/ours.casemgr", False),
        ("/auto/ours.casemgr", True),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="the paths are those of Linux")
def test_a_network_share_is_known_by_what_is_mounted_where_the_file_lies(path: str, network: bool) -> None:
    assert is_network_kind(kind_of_mount(Path(path), _MOUNTS)) is network


@pytest.mark.parametrize(
    ("path", "network"),
    [
        (r"\\nas\partage\ours.casemgr", True),
        (r"\\?\UNC\nas\partage\ours.casemgr", True),
        (r"\\?\C:\dossier\ours.casemgr", False),
        (r"C:\dossier\ours.casemgr", False),
        ("//nas/partage/ours.casemgr", True),
    ],
)
def test_a_windows_path_to_another_computer_is_known_by_its_beginning(path: str, network: bool) -> None:
    assert is_unc(path) is network


def test_the_folder_of_the_tests_is_not_on_a_network(tmp_path: Path) -> None:
    assert is_on_network_share(tmp_path / "not there yet") is False
