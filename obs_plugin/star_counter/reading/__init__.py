"""From a picture of the counter to events: pictures, model, tracker. No input or output, no clock."""
