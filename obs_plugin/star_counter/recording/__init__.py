"""From the files of videos and pictures to frames."""
