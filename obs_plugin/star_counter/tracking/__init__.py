"""From readings to events: what happened in a run, and on which frame. No input or output, no clock."""
