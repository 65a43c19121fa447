"""The sheet of components, for those who build: every piece in every state and language."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render


def components(request: Any) -> HttpResponse:
    """Show all pieces."""
    return render(request, "shell/components.html")


def sample(request: Any, sample: str) -> HttpResponse:
    """Show a whole page made of them."""
    return render(request, f"shell/samples/{sample}.html")
