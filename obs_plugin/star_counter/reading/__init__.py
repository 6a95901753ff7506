"""From pictures of the HUD to readings: what one frame shows. No input or output, no clock."""
