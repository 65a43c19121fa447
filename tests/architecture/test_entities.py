"""Every column has a declaration, every key across rooms is plain, every room has its card."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from rapport.kernel.access.permissions import permissions
from rapport.kernel.entities.registry import entities, entity

SOURCE = Path(__file__).resolve().parents[2] / "src"
OURS = [model for model in apps.get_models() if model.__module__.startswith("rapport.")]
ALWAYS_INTERNAL = {"id"}


def entity_of(model: type[models.Model]):
    name = f"{model._meta.app_label}.{model.__name__}"
    return next((whole for whole in entities() if whole.base.model == name), None)


@pytest.mark.parametrize("whole", entities(), ids=lambda whole: whole.name)
def test_every_column_of_an_entity_is_declared(whole):
    model = apps.get_model(whole.base.model)
    declared = {name for field in whole.base.fields for name in field.declares}
    declared |= set(whole.base.internal) | ALWAYS_INTERNAL
    columns = {f.name for f in model._meta.concrete_fields} | {
        f.attname for f in model._meta.concrete_fields
    }
    undeclared = {f.name for f in model._meta.concrete_fields} - {
        f.name for f in model._meta.concrete_fields if f.name in declared or f.attname in declared
    }

    assert undeclared == set()
    assert set(whole.base.internal) <= columns


@pytest.mark.parametrize("whole", entities(), ids=lambda whole: whole.name)
def test_what_an_entity_names_is_there(whole):
    assert whole.base.view in permissions()
    assert whole.base.change in permissions()
    for field in whole.fields.values():
        assert set(field.needs) <= set(whole.joins)
        assert not field.permission or field.permission in permissions()
        assert not field.refers_to or entity(field.refers_to)
    for related in whole.related.values():
        assert entity(related.entity)
    for column in whole.columns:
        assert column in whole.fields


def test_foreign_keys_across_rooms_protect_and_give_no_way_back():
    wrong = []
    for model in OURS:
        for field in model._meta.concrete_fields:
            if not field.is_relation or field.remote_field is None:
                continue
            target = field.remote_field.model
            if target._meta.app_label == model._meta.app_label or target not in OURS:
                continue
            if field.remote_field.related_name != "+":
                wrong.append(f"{model.__name__}.{field.name} has a way back")
            if field.remote_field.on_delete is not models.PROTECT:
                wrong.append(f"{model.__name__}.{field.name} does not protect")

    assert wrong == []


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_room_has_its_card(room):
    place = SOURCE / Path(*room.split(".")) / "__init__.py"
    card = ast.get_docstring(ast.parse(place.read_text())) or ""

    for heading in ("Owns", "Words", "Tells", "Listens", "Asks"):
        assert heading in card, f"{room} says nothing of {heading}"
