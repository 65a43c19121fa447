"""
The frame every screen hangs in: layout, navigation, palette, sign-in, the design system.

Owns     templates of the frame and its components, tokens, scripts, icons; the sign-in page.
Words    place, job, rail, crumb, palette, toast, island.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""
