"""
Serve the pages and the sockets of Rapport from one process and one port.

uvicorn speaks HTTP and WebSocket; the bridge between keeps every client's waiting out of Django's
threads. Start it with `python -m rapport.kernel.web.server PORT`.
"""
