"""`casemgr summary` and `casemgr print`: a PDF where it was asked for, and refusals in one sentence."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pikepdf
import pytest

from tests.unit.command_line import PASSWORD, Terminal, cheap, set_up, write_csv


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("CASEMGR_PASSWORD", PASSWORD)
    monkeypatch.setenv("CASEMGR_NEW_PASSWORD", PASSWORD)
    monkeypatch.setattr("casemgr.data.keyslots.Cost", cheap)
    made = Terminal(capsys, str(tmp_path / "papers.casemgr"))
    set_up(made, "CASE", "COORD")
    return made


def read(path: Path) -> str:
    done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_papers_are_printed_by_code_or_by_name_in_the_language_asked_for(terminal: Terminal, tmp_path: Path) -> None:
    rows = [("family_name", "given_names", "sex", "nationality", "population_group", "intake_date", "branch")]
    rows.append(("Diallo", "Awa", "F", "GN", "MIG", "2026-01-05", "RAB"))
    terminal.done("import", "beneficiary", write_csv(tmp_path / "people.csv", rows))
    code = terminal.done("search", "Diallo", "--json").json()[0]["code"]

    out = tmp_path / "summary.pdf"
    answer = terminal.done("summary", code.replace("-", " ").lower(), "--out", out, "--reason", "For the hospital")
    assert "print IMP-" in answer.out and str(out) in answer.out and answer.said == ""
    said = read(out)
    assert code in said and "Case summary" in said and "For the hospital" in said and "Diallo" not in said
    terminal.done("summary", code, "--out", out, "--with-name")
    assert read(out).count("Diallo") == 2

    terminal.language = "ar"
    terminal.done("print", "certificate", code, "--out", tmp_path / "certificate.pdf")
    assert "شهادة المواكبة" in read(tmp_path / "certificate.pdf") and "05/01/2026" in read(tmp_path / "certificate.pdf")

    terminal.language = "fr"
    secret = tmp_path / "secret"
    secret.write_text("une phrase longue\n", encoding="utf-8")
    terminal.done("print", "sheet", code, "--out", out, "--protect", secret)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(out)
    with pikepdf.open(out, password="une phrase longue") as pdf:
        assert len(pdf.pages) >= 1

    terminal.done("print", "blank-household", "--out", out)
    assert "Ménage" in read(out) and "IMP-" not in read(out)

    for words, expected in (
        (("print", "letter", code, "--out", out), "Ce modèle de document n’existe pas."),
        (("print", "letter", "--out", out), "blank-beneficiary"),
        (("summary", "AAA-AAA-AAA-A", "--out", out), "introuvable"),
        (("summary", code, "--out", tmp_path / "nowhere" / "x.pdf"), ""),
    ):
        refused = terminal.run(*words)
        assert refused.code == 1 and expected in refused.said and refused.said.count("\n") == 1
    assert terminal.run("summary", code).code == 2
    terminal.language = "en"
    assert terminal.done("check").out == "All is well.\n"


def test_several_papers_go_into_one_file_and_who_is_left_out_is_said(terminal: Terminal, tmp_path: Path) -> None:
    rows = [("family_name", "given_names", "sex", "nationality", "population_group", "intake_date", "branch")]
    people = (("Diallo", "Awa"), ("Traoré", "Moussa"), ("Mensah", "Efua"))
    rows += [(*names, "F", "GN", "MIG", "2026-01-05", "RAB") for names in people]
    terminal.done("import", "beneficiary", write_csv(tmp_path / "people.csv", rows))
    found = [terminal.done("search", names[0], "--json").json()[0]["code"] for names in people]

    out, listed = tmp_path / "several.pdf", tmp_path / "codes.txt"
    listed.write_text(f"# the meeting of Monday\n{found[1]}\n\n{found[2]}\n{found[0]}\n", encoding="utf-8")
    answer = terminal.done("summary", found[0], "--codes", listed, "--out", out, "--with-name")
    assert "3 paper(s)" in answer.out and answer.said == ""
    said = read(out)
    assert all(said.count(names[0]) == 2 for names in people)  # once each, in the head and in the box
    assert said.index(found[0]) < said.index(found[1]) < said.index(found[2]) and said.count("page 1/1") == 3

    some = terminal.run("print", "certificate", found[0], "AAA-AAA-AAA-A", "--out", out)
    assert some.code == 1 and "1 paper(s)" in some.out and some.said.startswith("AAA-AAA-AAA-A: ")
    assert found[0] in read(out)
    before = out.read_bytes()
    for words in (("summary", "AAA-AAA-AAA-A", "BBB"), ("summary", "--codes", tmp_path / "none.txt")):
        assert terminal.run(*words, "--out", out).code == 1 and out.read_bytes() == before
    assert terminal.run("summary", "--out", out).code == 2
    assert terminal.done("check").out == "All is well.\n"
