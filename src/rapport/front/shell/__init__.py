"""
The frame every screen hangs in: layout, navigation, palette, sign-in, the design system.

Owns     templates of the frame and its components, tokens, scripts, icons; the door: sign-in,
         factors, the security page, and the one adaptor to allauth (`doorkeeper`).
Words    place, job, rail, crumb, palette, toast, island, factor, recovery code, proof, device.
Tells    nothing.
Listens  to nothing.
Asks     nothing.
"""
