"""Who works there: one login a role, always the same, and the teams of the branches, drawn by chance."""

from __future__ import annotations

from casemgr.services.demonstration.dice import Dice
from casemgr.services.demonstration.material import rows
from casemgr.services.demonstration.names import Names
from casemgr.services.demonstration.portrait import Branch, Colleague

DEMO = "demo"  # the login of whoever looks at the demonstration: several roles, every branch
_TEAM = ("ACCUEIL", "PSY", "HEALTH", "LEGAL", "MEDIA", "EMPLOI", "COORD")
_ROLE_OF_SECTOR = {
    "HEA": "HEALTH", "MHP": "PSY", "LEG": "LEGAL", "VOC": "EMPLOI", "EMP": "EMPLOI", "IGA": "EMPLOI",
}  # fmt: skip
_ROLE_OF_TYPE = {"ACC-INFO": "ACCUEIL", "ACC-INTERP": "MEDIA", "ACC-MAR": "MEDIA"}


def branches() -> tuple[Branch, ...]:
    """The branches of the invented association."""
    return tuple(Branch(row["code"], row["province"], row["fr"], row["ar"], row["en"]) for row in rows("branches"))


class Staff:
    """All colleagues, and who does what in which branch."""

    def __init__(self, dice: Dice, names: Names) -> None:
        self.colleagues: list[Colleague] = [
            Colleague(
                row["login"], row["given_name"], row["family_name"], row["given_name_ar"],
                row["family_name_ar"],
                row["branch"], tuple(row["roles"].split(";")),
            )
            for row in rows("staff")
        ]  # fmt: skip
        for row in rows("branches"):
            code, label = row["code"], row["code"].lower()
            if not any(one.branch == code for one in self.colleagues):
                for role in _TEAM:
                    self.colleagues.append(_colleague(dice, names, f"{role.lower()}.{label}", code, role))
            for number in range(1, int(row["caseworkers"]) + 1):
                self.colleagues.append(_colleague(dice, names, f"case.{label}{number}", code, "CASE"))
        self._by: dict[tuple[str, str], str] = {}
        self.caseworkers: dict[str, list[str]] = {}
        for one in self.colleagues:
            for role in one.roles:
                if one.login != DEMO:
                    self._by.setdefault((one.branch, role), one.login)
            if "CASE" in one.roles:
                self.caseworkers.setdefault(one.branch, []).append(one.login)

    def reception(self, branch: str) -> str:
        """Who receives people in a branch."""
        return self._by[branch, "ACCUEIL"]

    def does(self, branch: str, type_code: str, otherwise: str) -> str:
        """Who gives a service of that type there; `otherwise` when it is the caseworker's work."""
        role = _ROLE_OF_TYPE.get(type_code) or _ROLE_OF_SECTOR.get(type_code.split("-")[0])
        return self._by[branch, role] if role else otherwise


def _colleague(dice: Dice, names: Names, login: str, branch: str, role: str) -> Colleague:
    """A colleague; community mediators often come from the communities themselves."""
    origin = dice.pick(("CM", "CI", "GN", "SN", "CD")) if role == "MEDIA" else "MA"
    family = names.family(dice, origin)
    given = names.given(dice, origin, family.style, "F" if dice.chance(0.6) else "M")
    return Colleague(login, given.latin, family.latin, given.arabic, family.arabic, branch, (role,))
