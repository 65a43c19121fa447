"""What other rooms and the screens may read of the timeline."""

from .timeline import Timeline as Timeline
from .timeline import TimelineEntry as TimelineEntry
from .timeline import kinds_of as kinds_of
from .timeline import timeline as timeline
