"""A Windows Python with the project's packages, and a libobs of Windows, run by Wine on Linux."""
