"""What the interface consists of: its operations by verb and route, and what each understands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.utils import replace_path_param_notation

from rapport.kernel.web.endings import Ending, ending_of

from .refusals import ParametersUnasked, ParameterUnknown

LONGEST_NAME = 40  # of a parameter in a sentence


@dataclass(frozen=True, slots=True)
class Known:
    """The parameters an operation takes in its address, and its end when one is set."""

    parameters: tuple[str, ...]
    ending: Ending | None

    def check(self, given: Mapping[str, Any]) -> None:
        """Refuse a parameter that would be overlooked: ParameterUnknown, ParametersUnasked."""
        for name in given:
            if name not in self.parameters:
                shown = name[:LONGEST_NAME]
                if not self.parameters:
                    raise ParametersUnasked(name=shown)
                raise ParameterUnknown(name=shown, known=", ".join(self.parameters))


def inventory(api: NinjaAPI) -> dict[str, Known]:
    """Return the operations by verb and route, such as "GET customers/<uuid:uid>"."""
    return {
        f"{verb} {route}": Known(tuple(_parameters(operation)), ending_of(operation.view_func))
        for route, operation in _operations(api)
        for verb in operation.methods
    }


def endings(api: NinjaAPI) -> list[Ending]:
    """Return the ends that are set for operations."""
    return [known.ending for known in inventory(api).values() if known.ending]


def _operations(api: NinjaAPI) -> Iterator[tuple[str, Operation]]:
    for router in api._get_bound_routers():  # as the description itself goes through them
        for path, path_view in router.path_operations.items():
            route = f"{router.prefix}/{path}".replace("//", "/").strip("/")
            for operation in path_view.operations:
                yield replace_path_param_notation(route), operation


def _parameters(operation: Operation) -> Iterator[str]:
    for model in operation.models:
        if model.__ninja_param_source__ == "query":
            yield from model.__ninja_flatten_map__
