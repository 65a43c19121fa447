"""What administration consists of, and which of it is open to whom."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from rapport.kernel.access.actor import Actor
from rapport.kernel.access.permissions import MANAGE_FIRM, MANAGE_TOKENS, MANAGE_USERS, SEE_HEALTH
from rapport.kernel.audit.permissions import SEARCH
from rapport.kernel.calendars.permissions import CHANGE as CHANGE_CALENDARS
from rapport.kernel.errors import N_
from rapport.kernel.mail.permissions import MANAGE_MAIL
from rapport.kernel.rates.permissions import RECORD as RECORD_RATES


@dataclass(frozen=True, slots=True)
class Section:
    """A part of administration with a page of its own."""

    key: str
    label: str
    means: str
    icon: str
    url: str
    permission: str
    words: str = ""

    @property
    def name(self) -> str:
        return gettext(self.label)

    @property
    def says(self) -> str:
        return gettext(self.means)

    @property
    def address(self) -> str:
        return reverse(self.url)


@dataclass(frozen=True, slots=True)
class Group:
    """Sections that belong together, under a name."""

    name: str
    sections: tuple[Section, ...]


PEOPLE = (
    Section(
        "users",
        N_("Users"),
        N_("Who signs in, with which roles, in which teams"),
        "user-cog",
        "admin:users",
        MANAGE_USERS,
        "people colleagues 使用者 用户 人員 人员",
    ),
    Section(
        "invitations",
        N_("Invitations"),
        N_("Who was invited by mail and has not come yet"),
        "user-plus",
        "admin:invitations",
        MANAGE_USERS,
        "invite colleague 邀請 邀请 同事",
    ),
    Section(
        "teams",
        N_("Teams"),
        N_("People who share their customers"),
        "users-group",
        "admin:teams",
        MANAGE_USERS,
        "團隊 团队",
    ),
    Section(
        "units",
        N_("Business units"),
        N_("How the firm is divided, and whose view includes whose"),
        "sitemap",
        "admin:units",
        MANAGE_USERS,
        "部門 部门",
    ),
    Section(
        "roles",
        N_("Roles"),
        N_("What people may do, how far, and which fields they do not see"),
        "shield-lock",
        "admin:roles",
        MANAGE_USERS,
        "permissions rights 權限 权限 角色",
    ),
    Section(
        "tokens",
        N_("Tokens"),
        N_("Keys with which programs come in, their expiry and last use"),
        "key",
        "admin:tokens",
        MANAGE_TOKENS,
        "api keys 權杖 令牌 金鑰 密钥",
    ),
)
FIRM = (
    Section(
        "firm",
        N_("Firm"),
        N_("Name, time zone, currency, language, country"),
        "building",
        "admin:firm",
        MANAGE_FIRM,
        "company settings 公司 設定 设置",
    ),
    Section(
        "calendars",
        N_("Opening hours and holidays"),
        N_("When the firm works: weekly hours, holidays, make-up days"),
        "calendar-time",
        "admin:calendars",
        CHANGE_CALENDARS,
        "calendar 營業時間 营业时间 假日 補班 调休",
    ),
    Section(
        "rates",
        N_("Exchange rates"),
        N_("What currencies cost in each other, by day"),
        "currency-dollar",
        "admin:rates",
        RECORD_RATES,
        "currency 匯率 汇率 幣別 币种",
    ),
)
WATCH = (
    Section(
        "audit",
        N_("Audit"),
        N_("Who changed what, and when"),
        "history",
        "admin:audit",
        SEARCH,
        "log 稽核 审计 紀錄 记录",
    ),
    Section(
        "work",
        N_("Parked work"),
        N_("Reactions and jobs that gave up, to be tried again"),
        "progress-check",
        "admin:work",
        SEE_HEALTH,
        "jobs queue replay 工作 任务 重試 重试",
    ),
    Section(
        "mails",
        N_("Sent mail"),
        N_("What was written by mail, and the server that carries it"),
        "mail",
        "admin:mails",
        MANAGE_MAIL,
        "smtp e-mail outbox server 郵件 邮件 寄件 发件",
    ),
    Section(
        "health",
        N_("Health"),
        N_("Database, disk, queue, clock, last backup"),
        "activity",
        "admin:health",
        SEE_HEALTH,
        "doctor status 健康 狀態 状态 備份 备份",
    ),
)
GROUPS = ((N_("People and rights"), PEOPLE), (N_("Firm"), FIRM), (N_("Watch"), WATCH))
ALL = tuple(section for _, sections in GROUPS for section in sections)


def open_to(actor: Actor) -> list[Group]:
    """Return the groups with the sections that the actor may use; none that is empty."""
    found = []
    for name, sections in GROUPS:
        usable = tuple(one for one in sections if actor.may(one.permission))
        if usable:
            found.append(Group(gettext(name), usable))
    return found
