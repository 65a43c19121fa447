"""What can be done with holdings."""

from .assign_role import RoleHeldAlready as RoleHeldAlready
from .assign_role import RoleNotHeld as RoleNotHeld
from .assign_role import assign_role as assign_role
from .assign_role import end_role as end_role
from .change_holding import HoldingEndedAlready as HoldingEndedAlready
from .change_holding import HoldingKeptBySource as HoldingKeptBySource
from .change_holding import change_holding as change_holding
from .change_holding import end_holding as end_holding
from .change_kind import KindCodeTaken as KindCodeTaken
from .change_kind import change_kind as change_kind
from .change_kind import create_kind as create_kind
from .record_holding import HoldingNumberTaken as HoldingNumberTaken
from .record_holding import KindUnknown as KindUnknown
from .record_holding import record_holding as record_holding
from .set_figures import set_figures as set_figures
