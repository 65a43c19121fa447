"""Where mail stands among the places of an administrator."""

from rapport.kernel.errors import N_

NAVIGATION = [
    {
        "label": N_("Sent mail"),
        "icon": "mail",
        "url": "mail:mails",
        "permission": "access.manage_mail",
        "job": "admin",
        "order": 60,
        "prefix": "/mail",
        "words": "smtp e-mail outbox 郵件 邮件 寄件",
    },
]
