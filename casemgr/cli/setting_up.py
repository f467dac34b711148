"""Commands that make a database and say who works in it: init, demo, user, branch."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from casemgr.cli import sign_in
from casemgr.cli.terminal import Progress, WrongUsage, say, say_json, say_table
from casemgr.domain.clock import Clock
from casemgr.domain.errors import NotFound, UserError
from casemgr.domain.vocabulary import vocabulary
from casemgr.domain.words import Words
from casemgr.domain.words import translate as _
from casemgr.services import organisation, staff
from casemgr.services.desk import Desk
from casemgr.services.opening import BranchDraft, create_file, create_on_server
from casemgr.services.staff import StaffDraft

NO_SUCH_PROVINCE = Words("Province inconnue : {code}.", "إقليم غير معروف: {code}.", "Unknown province: {code}.")
NO_SUCH_BRANCH = Words("Antenne inconnue : {code}.", "فرع غير معروف: {code}.", "Unknown branch: {code}.")
NO_SUCH_ROLE = Words("Rôle inconnu : {code}.", "دور غير معروف: {code}.", "Unknown role: {code}.")
ONE_OF = Words("Choisissez parmi : {codes}.", "اختاروا من بين: {codes}.", "Choose one of: {codes}.")
NO_SUCH_LOGIN = Words("Aucun compte de ce nom.", "لا يوجد حساب بهذا الاسم.", "There is no such login.")
SEE_LIST = Words("Voyez « casemgr user list ».", "انظروا «casemgr user list».", "See “casemgr user list”.")


def init(options: argparse.Namespace) -> int:
    """Make an empty database, its branches, its first person; print the recovery key once."""
    place = sign_in.where(options)
    branches = [_branch(code, code, province) for code, province in _pairs(options)]
    admin = StaffDraft(options.admin, options.name or options.admin)
    password = sign_in.password(options, twice=True)
    code, province = branches[0].code, branches[0].province
    first = BranchDraft(code, code, code, code, province)
    if sign_in.is_server(place):
        desk = create_on_server(place, organisation=options.organisation, branch=first, admin=admin, password=password)
        recovery = ""
    else:
        made = create_file(Path(place), organisation=options.organisation, branch=first, admin=admin, password=password)
        desk, recovery = made.desk, made.recovery_key
    try:
        _add_branches(desk, branches[1:])
    finally:
        desk.database.dispose()
    say(_("The database is ready: {place}").format(place=place))
    if recovery:
        say(_("Recovery key. Print it and lock it away: it opens everything, and is shown only now."))
        say(recovery)
    return 0


def _pairs(options: argparse.Namespace) -> list[tuple[str, str]]:
    if len(options.branch) != len(options.province):
        raise WrongUsage(_("Give one --province for each --branch."))
    return list(zip(options.branch, options.province, strict=True))


def _branch(code: str, name: str, province: str) -> organisation.Branch:
    if province not in vocabulary("province"):
        do = Words("Exemple : MA-RAB.", "مثال: MA-RAB.", "Example: MA-RAB.")
        raise UserError(NO_SUCH_PROVINCE.format(code=province), do)
    branch = organisation.Branch(code, Words(name, name, name), province, False)
    organisation.check_branch(branch)
    return branch


def _add_branches(desk: Desk, more: list[organisation.Branch]) -> None:
    """The other branches, in which the first person works too."""
    for branch in more:
        organisation.save_branch(desk, branch)
    if more:
        person = desk.person
        codes = (person.branch, *(branch.code for branch in more))
        draft = StaffDraft(person.login, person.name, person.roles, person.branch, codes)
        staff.change(desk, person.id, draft)


def demo(options: argparse.Namespace) -> int:
    """Make a demonstration."""
    from casemgr.services import demonstration

    place = sign_in.where(options)
    progress = Progress(_("Inventing people"))
    desk = demonstration.create(
        place if sign_in.is_server(place) else Path(place),
        people=options.people,
        seed=options.seed,
        clock=Clock(),
        progress=progress,
    )
    desk.database.dispose()
    progress.end()
    say(_("The demonstration is ready: {place}. Login demo, password demo.").format(place=place))
    return 0


def user(options: argparse.Namespace) -> int:
    """People of the staff: add, list, disable."""
    with sign_in.desk_of(options) as desk:
        match options.act:
            case "add":
                _add_user(desk, options)
            case "disable":
                _disable_user(desk, options.login)
            case _:
                _list_users(desk, as_json=options.json)
    return 0


def _add_user(desk: Desk, options: argparse.Namespace) -> None:
    roles = tuple(dict.fromkeys(role.upper() for role in options.role))
    known = {branch.code for branch in organisation.branches(desk)}
    for code in filter(None, (options.branch, *options.branches)):
        if code not in known:
            raise UserError(NO_SUCH_BRANCH.format(code=code), ONE_OF.format(codes=", ".join(sorted(known))))
    for role in roles:
        if role not in vocabulary("role"):
            codes = ", ".join(term.code for term in vocabulary("role"))
            raise UserError(NO_SUCH_ROLE.format(code=role), ONE_OF.format(codes=codes))
    home = options.branch or (options.branches[0] if options.branches else "")
    draft = StaffDraft(options.login, options.name, roles, home, options.branches)
    staff.add(desk, draft, sign_in.new_password(options))
    say(_("{login} can sign in.").format(login=options.login))


def _disable_user(desk: Desk, login: str) -> None:
    member = next((one for one in staff.staff(desk) if one.login == login), None)
    if member is None:
        raise NotFound(NO_SUCH_LOGIN, SEE_LIST)
    staff.disable(desk, member.id)
    say(_("{login} can no longer sign in.").format(login=login))


def _list_users(desk: Desk, *, as_json: bool) -> None:
    people = staff.staff(desk)
    if as_json:
        say_json(
            [
                {
                    "login": one.login,
                    "name": one.name,
                    "roles": list(one.roles),
                    "branch": one.branch,
                    "branches": list(one.branches),
                    "disabled": one.disabled,
                }
                for one in people
            ]
        )
        return
    closed = _("closed")
    say_table(
        (one.login, one.name, " ".join(one.roles), " ".join(one.branches), closed if one.disabled else "")
        for one in people
    )


def branch(options: argparse.Namespace) -> int:
    """Branches: add (or change), list."""
    with sign_in.desk_of(options) as desk:
        if options.act == "add":
            organisation.save_branch(desk, _branch(options.code, options.name or options.code, options.province))
            say(_("Branch {code} is kept.").format(code=options.code))
            return 0
        found = organisation.branches(desk)
    if options.json:
        say_json([{"code": b.code, "name": str(b.name), "province": b.province, "closed": b.closed} for b in found])
    else:
        say_table((b.code, str(b.name), b.province) for b in found)
    return 0


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "init": init,
    "demo": demo,
    "user": user,
    "branch": branch,
}
