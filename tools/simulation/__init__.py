"""The simulated player: complete runs as a capture shows them, and what truly happens in them.

``runs`` writes a run tick by tick in the words of ``script``; ``artist`` draws a tick on the HUD grid, in
front of a place of ``scenery``; ``camera`` says which frames a capture gets, and ``lens`` what becomes of
them on the way (``codec``); ``truth`` tells what can be seen. ``play`` joins them, and ``video`` writes them
to a file.
"""
