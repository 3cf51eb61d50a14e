"""Pages in files, and the browser that shows them."""

from __future__ import annotations

import re
import webbrowser
from pathlib import Path

import click

from neurocircuit.cli.output import one_line
from neurocircuit.errors import InputError
from neurocircuit.files import write_bytes

open_option = click.option("--open", "open_", is_flag=True, help="Show the interactive page in the browser.")


def file_name(name: str, suffix: str) -> str:
    """A name of a user as the name of a file here."""
    stem = re.sub(r"[^\w.+-]+", "_", name).strip("._")[:100]
    return f"{stem or 'circuit'}{suffix}"


def page_target(output: str | None, open_: bool, name: str) -> str | None:
    """Where a page goes: to a .html file of ``-o``, else where one is to be shown to a file of that name; else nowhere.

    Raises:
        InputError: where another file is to be shown.
    """
    if output is not None and Path(output).suffix.lower() == ".html":
        return output
    if not open_:
        return None
    if output is not None:
        kind = Path(output).suffix or "other"
        raise InputError(f"a browser opens the page, no {kind} file", hint="--open with -o FILE.html, or without -o")
    return file_name(name, ".html")


def write_page(page: str, target: str, open_: bool, asked: str | None) -> None:
    """Write a page to its file, say which it is where nobody named one, and show it where that is asked for."""
    write_bytes(target, page.encode())
    if asked is None:
        click.echo(one_line(f"note: the page is {target}"), err=True)
    if open_:
        show(target)


def show(page: str) -> None:
    """Show a page in the browser, or say which page to open."""
    if not webbrowser.open(Path(page).resolve().as_uri()):
        click.echo(one_line(f"note: no browser found; open {page} in one"), err=True)
