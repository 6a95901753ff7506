"""The parts of a run: what the HUD's numbers and marks tell, the scenes, the logo, the last screen."""
