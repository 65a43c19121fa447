"""
The one adaptor to allauth: nothing else of the house imports it.

Taken from it are the table of factors, the arithmetic of codes and recovery codes, WebAuthn, and
the conversation with OpenID Connect providers. Who may come in, what is counted, what is told and
what is drawn is the house's own.
"""
