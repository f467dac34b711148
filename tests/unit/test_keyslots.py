"""The key file: who opens it, who no longer does, and what it tells somebody who stole it."""

from __future__ import annotations

import json
import stat
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casemgr.data.file_refusals import DiskFull, FileAlreadyThere
from casemgr.data.key_refusals import (
    KeyFileDamaged,
    KeyFileMissing,
    KeyFileTooNew,
    KeysChanging,
    LastAccess,
    LoginTaken,
    NoSuchLogin,
    RecoveryKeyMistyped,
    TooManyTries,
    WrongPassword,
    WrongRecoveryKey,
)
from casemgr.data.keyslots import Cost, KeySlots, keys_path, new_key, sub_key

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUICK = Cost(passes=1, memory_kib=64, lanes=1)
PASSWORD = "un figuier, deux puits"


@pytest.fixture
def key() -> bytes:
    return new_key()


@pytest.fixture
def slots(tmp_path: Path, key: bytes) -> KeySlots:
    made = KeySlots.create(tmp_path / "ours.casemgr.keys", "file-1", QUICK)
    made.add("amina", PASSWORD, key)
    return made


def stored(slots: KeySlots) -> dict[str, object]:
    return dict(json.loads(slots.path.read_bytes()))


def test_a_password_gives_the_key_it_was_given(slots: KeySlots, key: bytes) -> None:
    assert slots.open("amina", PASSWORD, NOW) == key


def test_the_real_cost_of_a_password_is_three_passes_over_64_mebibytes_and_stands_in_the_slot(
    tmp_path: Path, key: bytes
) -> None:
    slots = KeySlots.create(tmp_path / "real.keys", "file-1")
    slots.add("amina", PASSWORD, key)
    (slot,) = json.loads(slots.path.read_bytes())["slots"].values()
    assert slot["cost"] == {"t": 3, "m": 65536, "p": 2}
    assert KeySlots(slots.path, QUICK).open("amina", PASSWORD, NOW) == key


def test_each_person_opens_with_a_password_of_their_own(slots: KeySlots, key: bytes) -> None:
    slots.add("youssef", "autre chose", key)
    assert slots.open("youssef", "autre chose", NOW) == key
    with pytest.raises(WrongPassword):
        slots.open("youssef", PASSWORD, NOW)


@pytest.mark.parametrize("written", ["AMINA", " amina ", "Amina"])
def test_a_login_is_the_same_however_it_is_capitalised(slots: KeySlots, key: bytes, written: str) -> None:
    assert slots.has(written)
    assert slots.open(written, PASSWORD, NOW) == key


def test_a_password_typed_with_composed_or_separate_accents_is_the_same(slots: KeySlots, key: bytes) -> None:
    slots.add("zoé", "pass\u00e9", key)
    assert slots.open("zoe\u0301", "passe\u0301", NOW) == key


def test_a_login_cannot_be_given_twice(slots: KeySlots, key: bytes) -> None:
    with pytest.raises(LoginTaken):
        slots.add("Amina", "autre", key)
    assert slots.open("amina", PASSWORD, NOW) == key


def test_a_key_file_is_never_overwritten(slots: KeySlots) -> None:
    with pytest.raises(FileAlreadyThere):
        KeySlots.create(slots.path, "file-2")


def test_a_wrong_password_and_an_unknown_login_say_the_same_and_say_what_to_do(slots: KeySlots) -> None:
    with pytest.raises(WrongPassword) as wrong:
        slots.open("amina", "faux", NOW)
    with pytest.raises(WrongPassword) as unknown:
        slots.open("personne", PASSWORD, NOW)
    assert str(wrong.value) == str(unknown.value)
    for language in ("fr", "ar", "en"):
        assert wrong.value.what.say(language)
        assert wrong.value.do.say(language)


def test_five_tries_are_free_then_the_wait_doubles_up_to_a_minute(slots: KeySlots) -> None:
    now, waits = NOW, []
    for _ in range(5):
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", now)
    for _ in range(7):
        with pytest.raises(TooManyTries) as refused:
            slots.open("amina", "faux", now)
        waits.append(refused.value.seconds)
        now += timedelta(seconds=refused.value.seconds)
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", now)
    assert waits == [2, 4, 8, 16, 32, 60, 60]


def test_the_right_password_waits_too_and_then_opens_and_clears_the_count(slots: KeySlots, key: bytes) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", NOW)
    with pytest.raises(TooManyTries):
        slots.open("amina", PASSWORD, NOW)
    assert slots.open("amina", PASSWORD, NOW + timedelta(seconds=2)) == key
    assert stored(slots)["tries"] == {}


def test_waiting_longer_is_not_asked_of_somebody_who_tries_during_the_wait(slots: KeySlots, key: bytes) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", NOW)
    for _ in range(20):
        with pytest.raises(TooManyTries):
            slots.open("amina", "faux", NOW + timedelta(seconds=1))
    assert slots.open("amina", PASSWORD, NOW + timedelta(seconds=2)) == key


def test_the_wait_survives_a_restart_and_is_counted_before_the_password_is_looked_at(
    slots: KeySlots, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("casemgr.data.key_wrapping.key_of_password", killed)
        for _ in range(5):
            with pytest.raises(KeyboardInterrupt):
                slots.open("amina", "faux", NOW)
    with pytest.raises(TooManyTries):
        KeySlots(slots.path, QUICK).open("amina", PASSWORD, NOW)


def test_one_persons_mistakes_do_not_slow_another(slots: KeySlots, key: bytes) -> None:
    slots.add("youssef", "autre chose", key)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", NOW)
    assert slots.open("youssef", "autre chose", NOW) == key


def test_guessing_logins_slows_down_and_does_not_grow_the_file(slots: KeySlots) -> None:
    for number in range(5):
        with pytest.raises(WrongPassword):
            slots.open(f"inconnu{number}", "x", NOW)
    with pytest.raises(TooManyTries):
        slots.open("inconnu6", "x", NOW)
    assert len(json.loads(slots.path.read_bytes())["tries"]) == 1


def test_a_clock_set_back_by_years_costs_one_delay_and_never_locks_out(slots: KeySlots, key: bytes) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", NOW)
    earlier = NOW - timedelta(days=2000)
    with pytest.raises(TooManyTries) as refused:
        slots.open("amina", PASSWORD, earlier)
    assert refused.value.seconds == 2
    assert slots.open("amina", PASSWORD, earlier + timedelta(seconds=2)) == key


def test_tries_of_days_ago_are_forgotten(slots: KeySlots) -> None:
    for _ in range(4):
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", NOW)
    for _ in range(5):
        with pytest.raises(WrongPassword):
            slots.open("amina", "faux", NOW + timedelta(days=3))


def test_a_full_disk_does_not_keep_people_from_opening(
    slots: KeySlots, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert slots.open("amina", PASSWORD, NOW) == key
    with pytest.raises(DiskFull):
        slots.add("youssef", "autre chose", key)


def test_changing_a_password_leaves_the_former_one_useless(slots: KeySlots, key: bytes) -> None:
    slots.change_password("amina", PASSWORD, "nouveau", NOW)
    assert slots.open("amina", "nouveau", NOW) == key
    with pytest.raises(WrongPassword):
        slots.open("amina", PASSWORD, NOW)


def test_changing_a_password_asks_for_the_former_one_and_counts_the_try(slots: KeySlots) -> None:
    for _ in range(5):
        with pytest.raises(WrongPassword):
            slots.change_password("amina", "faux", "nouveau", NOW)
    with pytest.raises(TooManyTries):
        slots.change_password("amina", PASSWORD, "nouveau", NOW)


def test_an_administrator_gives_a_forgotten_password_anew_without_the_former_one(slots: KeySlots, key: bytes) -> None:
    slots.set_password("amina", "tout neuf", key)
    assert slots.open("amina", "tout neuf", NOW) == key
    with pytest.raises(NoSuchLogin):
        slots.set_password("personne", "x", key)


def test_an_old_copy_of_the_file_with_the_old_password_does_not_lead_to_a_later_key(
    slots: KeySlots, key: bytes
) -> None:
    """Somebody who saw the password and copied the file then: the private key of then opens nothing made
    later.
    """
    former = json.loads(slots.path.read_bytes())["slots"]
    slots.change_password("amina", PASSWORD, "nouveau", NOW)
    coming = new_key()
    slots.begin_rotation(key, coming)
    slots.finish_rotation(key, coming)
    content = json.loads(slots.path.read_bytes())
    for who, slot in content["slots"].items():
        content["slots"][who] = former[who] | {"key": slot["key"]}
    slots.path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KeyFileDamaged):
        slots.open("amina", PASSWORD, NOW)


def test_who_is_removed_no_longer_opens(slots: KeySlots, key: bytes) -> None:
    slots.add("youssef", "autre chose", key)
    slots.remove("amina", key)
    assert not slots.has("amina")
    with pytest.raises(WrongPassword):
        slots.open("amina", PASSWORD, NOW)
    with pytest.raises(NoSuchLogin):
        slots.remove("amina", key)


def test_the_last_access_is_not_removed_unless_a_recovery_key_exists(slots: KeySlots, key: bytes) -> None:
    with pytest.raises(LastAccess):
        slots.remove("amina", key)
    text = slots.add_recovery(key)
    slots.remove("amina", key)
    assert slots.open_with_recovery(text) == key


def test_a_recovery_key_opens_as_printed_and_as_people_type_it(slots: KeySlots, key: bytes) -> None:
    text = slots.add_recovery(key)
    groups = text.split("-")
    assert [len(group) for group in groups] == [4] * 8
    assert not set(text) & set("ILOU")
    assert slots.has_recovery()
    assert slots.open_with_recovery(text) == key
    assert slots.open_with_recovery(text.lower().replace("-", " ")) == key
    assert slots.open_with_recovery(text.replace("0", "o").replace("1", "l")) == key
    assert slots.open_with_recovery(text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))) == key


def test_any_one_wrong_symbol_of_a_recovery_key_is_told_as_a_typing_error(slots: KeySlots, key: bytes) -> None:
    text = slots.add_recovery(key)
    for place, symbol in enumerate(text):
        if symbol != "-":
            typed = text[:place] + ("7" if symbol != "7" else "8") + text[place + 1 :]
            with pytest.raises(RecoveryKeyMistyped):
                slots.open_with_recovery(typed)


@pytest.mark.parametrize("typed", ["", "0000", "clé", "²" * 32, "0" * 4000])
def test_what_is_no_recovery_key_at_all_is_told_as_a_typing_error(slots: KeySlots, typed: str) -> None:
    with pytest.raises(RecoveryKeyMistyped):
        slots.open_with_recovery(typed)


def test_another_files_recovery_key_is_well_typed_but_refused(slots: KeySlots, key: bytes, tmp_path: Path) -> None:
    other = KeySlots.create(tmp_path / "other.keys", "file-2", QUICK)
    text = other.add_recovery(new_key())
    with pytest.raises(WrongRecoveryKey):
        slots.open_with_recovery(text)
    slots.add_recovery(key)
    with pytest.raises(WrongRecoveryKey):
        slots.open_with_recovery(text)


def test_a_new_recovery_key_ends_the_one_before(slots: KeySlots, key: bytes) -> None:
    former, latest = slots.add_recovery(key), slots.add_recovery(key)
    assert slots.open_with_recovery(latest) == key
    with pytest.raises(WrongRecoveryKey):
        slots.open_with_recovery(former)


def test_a_changed_key_reaches_everybody_without_their_passwords(slots: KeySlots, key: bytes) -> None:
    slots.add("youssef", "autre chose", key)
    text, coming = slots.add_recovery(key), new_key()
    slots.remove("amina", key)
    slots.begin_rotation(key, coming)
    slots.finish_rotation(key, coming)
    assert slots.open("youssef", "autre chose", NOW) == coming
    assert slots.open_with_recovery(text) == coming
    assert slots.belongs_to(coming)
    assert not slots.belongs_to(key)


def test_while_the_key_changes_both_keys_are_there_and_nobody_else_changes_the_file(
    slots: KeySlots, key: bytes
) -> None:
    coming = new_key()
    slots.begin_rotation(key, coming)
    opened = slots.open_keys("amina", PASSWORD, NOW)
    assert (opened.key, opened.next_key) == (key, coming)
    with pytest.raises(KeysChanging):
        slots.add("youssef", "autre chose", key)
    slots.abandon_rotation(key)
    assert slots.open_keys("amina", PASSWORD, NOW).next_key is None
    slots.add("youssef", "autre chose", key)


def test_somebody_without_the_key_can_change_nothing(slots: KeySlots) -> None:
    before = slots.path.read_bytes()
    with pytest.raises(KeyFileDamaged):
        slots.add("intrus", "x", new_key())
    with pytest.raises(KeyFileDamaged):
        slots.remove("amina", new_key())
    assert slots.path.read_bytes() == before


def test_a_public_key_slipped_into_the_file_is_not_given_the_next_key(slots: KeySlots, key: bytes) -> None:
    """Whoever can write the file but not open it must not be handed the key when it is next changed."""
    mine = KeySlots.create(slots.path.with_name("mine.keys"), "file-1", QUICK)
    mine.add("intrus", "x", new_key())
    content = json.loads(slots.path.read_bytes())
    content["slots"].update(json.loads(mine.path.read_bytes())["slots"])
    slots.path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KeyFileDamaged):
        slots.begin_rotation(key, new_key())
    with pytest.raises(KeyFileDamaged):
        slots.open("amina", PASSWORD, NOW)


def test_a_slot_moved_to_another_login_or_another_file_does_not_open(slots: KeySlots, key: bytes) -> None:
    slots.add("youssef", "autre chose", key)
    content = json.loads(slots.path.read_bytes())
    (first, one), (second, two) = content["slots"].items()
    content["slots"] = {first: two, second: one}
    slots.path.write_text(json.dumps(content), encoding="utf-8")
    for login in ("amina", "youssef"):
        for password in (PASSWORD, "autre chose"):
            with pytest.raises(WrongPassword):
                slots.open(login, password, NOW)


def test_every_changed_byte_of_the_file_is_noticed_or_without_effect(slots: KeySlots, key: bytes) -> None:
    """Never a wrong key, never an error that is not one of ours."""
    whole = slots.path.read_bytes()
    for place in range(0, len(whole), 7):
        damaged = bytearray(whole)
        damaged[place] ^= 0x11
        slots.path.write_bytes(bytes(damaged))
        try:
            assert slots.open("amina", PASSWORD, NOW) == key
        except (KeyFileDamaged, KeyFileTooNew, WrongPassword):
            continue


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"format": "casemgr keys"}', b"[" * 100_000]
)
def test_what_is_no_key_file_is_said_to_be_damaged(slots: KeySlots, content: bytes) -> None:
    slots.path.write_bytes(content)
    with pytest.raises(KeyFileDamaged):
        slots.open("amina", PASSWORD, NOW)


def test_a_cost_that_would_stop_the_computer_is_refused_before_it_is_paid(slots: KeySlots) -> None:
    content = json.loads(slots.path.read_bytes())
    next(iter(content["slots"].values()))["cost"]["m"] = 2**40
    slots.path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KeyFileDamaged):
        slots.open("amina", PASSWORD, NOW)


def test_a_file_of_a_later_version_asks_for_the_later_program(slots: KeySlots) -> None:
    content = stored(slots) | {"version": 2}
    slots.path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(KeyFileTooNew):
        slots.open("amina", PASSWORD, NOW)


def test_a_missing_key_file_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    slots = KeySlots(tmp_path / "absent.keys")
    with pytest.raises(KeyFileMissing):
        slots.open("amina", PASSWORD, NOW)
    with pytest.raises(KeyFileMissing):
        slots.add("amina", PASSWORD, new_key())
    assert list(tmp_path.iterdir()) == []


def test_a_stolen_file_shows_neither_key_nor_password_nor_name(slots: KeySlots, key: bytes) -> None:
    text = slots.add_recovery(key)
    content = slots.path.read_bytes()
    for secret in (
        key,
        key.hex().encode(),
        PASSWORD.encode(),
        b"amina",
        text.encode(),
        text[:4].encode() + b"-",
    ):
        assert secret not in content


def test_no_repr_and_no_error_shows_a_secret(slots: KeySlots, key: bytes) -> None:
    opened = slots.open_keys("amina", PASSWORD, NOW)
    with pytest.raises(WrongPassword) as refused:
        slots.open("amina", "mon secret", NOW)
    shown = f"{slots!r} {opened!r} {refused.value!r} {refused.value}"
    for secret in (repr(key), key.hex(), PASSWORD, "mon secret", "amina"):
        assert secret not in shown


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps files by account, not by mode")
def test_only_its_owner_reads_the_key_file(slots: KeySlots) -> None:
    assert stat.S_IMODE(slots.path.stat().st_mode) == 0o600


def test_a_power_cut_while_writing_leaves_the_former_file_whole(
    slots: KeySlots, key: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object) -> None:
        raise KeyboardInterrupt

    before = slots.path.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", cut)
        with pytest.raises(KeyboardInterrupt):
            slots.add("youssef", "autre chose", key)
    assert slots.path.read_bytes() == before
    assert not list(slots.path.parent.glob("*.tmp"))


def test_people_given_access_at_the_same_moment_all_get_it(slots: KeySlots, key: bytes) -> None:
    names = [f"personne{number}" for number in range(12)]
    threads = [
        threading.Thread(target=lambda name=name: KeySlots(slots.path, QUICK).add(name, "x" * 9, key)) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(slots.has(name) for name in names)
    assert slots.belongs_to(key)


def test_sub_keys_differ_by_use_and_do_not_tell_the_data_key(key: bytes) -> None:
    made = {sub_key(key, use) for use in ("file", "attachments", "audit")}
    assert len(made) == 3
    assert key not in made
    assert sub_key(key, "audit") == sub_key(key, "audit")
    with pytest.raises(ValueError, match="32 bytes"):
        sub_key(b"short", "file")


def test_the_key_file_lies_beside_the_database() -> None:
    assert keys_path(Path("a/ours.casemgr")) == Path("a/ours.casemgr.keys")


def test_a_key_file_says_which_file_it_belongs_to(slots: KeySlots) -> None:
    assert slots.file_id == "file-1"
