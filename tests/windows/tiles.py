"""Parts of a picture of 101×75 pixels, each as x, y, width and height."""

WIDTH, HEIGHT = 101, 75
TILES = {
    "whole": (0, 0, WIDTH, HEIGHT),
    "left top pixel": (0, 0, 1, 1),
    "right bottom pixel": (WIDTH - 1, HEIGHT - 1, 1, 1),
    "odd size at an odd place": (13, 7, 33, 21),
    "one row": (0, 40, WIDTH, 1),
    "one column": (50, 0, 1, HEIGHT),
}
