"""Every kind of result as a neutral page. ``of_result`` is the way in; the other files are parts of pages."""
