"""Pure parsing of what outlets publish: bytes in, values out. No network, no Django, no database.

Everything here may be handed hostile bytes, so callers run it through `rasad.extract.pool`.
"""
