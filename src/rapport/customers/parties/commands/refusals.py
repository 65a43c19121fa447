"""What commands on customers refuse; those of one command alone stand beside it."""

from __future__ import annotations

from rapport.kernel.errors import N_, Conflict, Invalid, NotFound


class HolderUnknown(Invalid):
    sentence = N_("This colleague, team or unit is not there any more. Choose another one.")


class ExternalIdTaken(Conflict):
    sentence = N_("{system} {value} belongs to customer {number} already.")


class ExternalIdTakenElsewhere(ExternalIdTaken):
    sentence = N_("{system} {value} belongs to a customer whom you do not see. Ask who does.")


class TagUnfit(Invalid):
    sentence = N_("A tag has 1 to {longest} characters, and a customer at most {most} tags.")


class ContactPointTaken(Conflict):
    sentence = N_("The customer has {value} already.")


class PartGone(NotFound):
    sentence = N_("This part of the customer is gone. Somebody may have removed it.")


class TooManyParts(Invalid):
    sentence = N_("A customer has at most {most} of these.")
