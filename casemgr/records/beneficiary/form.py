"""The intake form, in the order in which it is asked: safety, identity, contact, status, needs, orientation.

The parts stand in files of their own. Consent lines, appointments and the household are kinds of their own.
Fields that must not exist (data-protection.md §2.6) do not: no ethnic group, no religion, no opinion, no
route, nothing of a body.
"""

from __future__ import annotations

from casemgr.records.beneficiary.form_contact import CONTACT
from casemgr.records.beneficiary.form_identity import NAMES
from casemgr.records.beneficiary.form_reception import RECEPTION
from casemgr.records.beneficiary.form_situation import NEEDS, ORIENTATION, SITUATION
from casemgr.records.beneficiary.form_status import ABROAD, STATUS

SECTIONS = (RECEPTION, NAMES, CONTACT, STATUS, ABROAD, SITUATION, NEEDS, ORIENTATION)
