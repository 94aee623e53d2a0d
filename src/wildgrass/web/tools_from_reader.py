"""The way from a library that is read to the tools: its folder goes along in a form, never in an address."""

from wildgrass.web.view import View


def folder_for_tools(view: View) -> str:
    """Return the folder that the tools are to take over, "" where none is offered: names are hidden, or no tools."""
    if not view.has_setup or view.names.is_hiding:
        return ""
    folder = str(view.reading.folder.absolute())
    return folder if folder.isprintable() else ""  # a name that is no text cannot stand in a form
