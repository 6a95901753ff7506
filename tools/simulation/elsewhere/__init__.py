"""Pictures that show no Super Mario 64: other games, menus, desktops, talk, noise.

``shows`` draws each kind of them, picture by picture, with what ``text`` writes into it; ``program`` joins
them with cuts and fades, and captures them as a reader sees them.
"""
