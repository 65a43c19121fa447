"""People who sign in."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

from rapport.kernel.entities.rows import TrackedQuerySet, TrackedRow

from .firm import Team
from .roles import Role


class UserManager(BaseUserManager.from_queryset(TrackedQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> User:
        found: User = self.get(username__iexact=username)
        return found


class User(TrackedRow, AbstractBaseUser):
    """A colleague; what he may do comes from his roles, whom he serves from his teams."""

    username = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True, default="")
    language = models.CharField(max_length=10, blank=True, default="")  # "": the firm's
    zone = models.CharField(max_length=64, blank=True, default="")
    theme = models.CharField(max_length=8, default="auto")
    density = models.CharField(max_length=8, default="normal")
    single_keys = models.BooleanField(default=True)
    is_active = models.BooleanField(default=True)
    session_epoch = models.IntegerField(default=1)  # raised: every session and token ends
    teams = models.ManyToManyField(Team, related_name="+", db_table="access_user_team")
    roles = models.ManyToManyField(Role, related_name="+", through="access.UserRole")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta(TrackedRow.Meta):
        constraints = [models.UniqueConstraint(Lower("username"), name="user_username_once")]


class UserRole(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    role = models.ForeignKey(Role, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "role"], name="user_role_once")]
