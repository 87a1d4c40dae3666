"""The command `girfec`: the same actions for operators, and the tools for designers' files.

A command's module is imported only when it is called, so that `girfec --help` answers at once.
"""

import importlib
import sys
from typing import Any

import click

from app.domain.errors import NotPublishable, Refused

COMMANDS = {
    "serve": ("app.cli.serve:serve", "Prepare the database and serve the pages, the API and the clock."),
    "worker": ("app.cli.serve:worker", "Ring and send beside other workers, for PostgreSQL."),
    "prepare": ("app.cli.prepare:prepare", "Bring the database up, publish what is shipped, invent the demo's people."),
    "upgrade": ("app.cli.database:upgrade", "Bring the database to this version's schema."),
    "publish": ("app.cli.releases:publish", "Publish the processes, forms and policy packs of a folder."),
    "check": ("app.cli.check:check", "Say what is wrong with diagrams, or whether a folder could be published."),
    "play": ("app.cli.play:play", "Play a diagram in virtual time, and print how it stands as JSON."),
    "walk": ("app.cli.walk:walk", "Walk every path of every shipped process, and print what was covered."),
    "read": ("app.cli.read:read", "Print a diagram as numbered steps that can be followed by ear."),
    "feel": ("app.cli.feel:feel", "Evaluate an expression in FEEL: `girfec feel '1 + 1'`."),
    "decide": ("app.cli.feel:decide", "Ask a decision of a DMN file, and say which rules matched."),
    "due": ("app.cli.due:due", "Say when something is due under an area's rule, and how that was worked out."),
    "tck": ("app.cli.feel:tck", "Run the DMN conformance kit in a folder, and count what came out right."),
    "person": ("app.cli.people:person", "Invite people, say who works where and who is away: `girfec person invite`."),
    "team": ("app.cli.people:team", "Set an area up: its teams and the offices they hold, `girfec team add`."),
    "token": ("app.cli.people:token", "Make tokens for other systems: `girfec token create`."),
    "clock": ("app.cli.clock:clock", "Show the time, or advance it in demo mode: `girfec clock --advance 30d`."),
    "tick": ("app.cli.clock:tick", "Ring once: fire what is due, then stop."),
    "verify": ("app.cli.verify:verify", "Say whether everything that is kept agrees, and name what does not."),
    "rebuild": ("app.cli.verify:rebuild", "Make tasks, timers and lists anew from states and histories."),
    "backup": ("app.cli.backup:backup", "Write everything that is kept to one file, while others work."),
    "restore": ("app.cli.backup:restore", "Put a backup into an empty database, and verify it."),
    "returns": ("app.cli.returns:returns", "The figures and the annual return of a reporting year."),
    "openapi": ("app.cli.openapi:openapi", "Print the API's OpenAPI document."),
    "simulate": ("app.cli.simulate:simulate", "Live through years of an invented council, and say what was kept."),
    "bench": ("app.cli.bench:bench", "Measure this installation's speed on this machine."),
}


class Lazy(click.Group):
    """A group whose commands are imported when they are called, and listed without being imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names, in the order in which an operator meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import one command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """A line each."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def girfec() -> None:
    """Getting It Right For Every Child: the workflow orchestrator."""


def main(arguments: list[str] | None = None) -> Any:
    """Run a command; a refusal is printed as its sentence and ends with 1."""
    try:
        return girfec.main(args=arguments, prog_name="girfec")
    except NotPublishable as refusal:
        for finding in refusal.findings:
            click.echo(str(finding), err=True)
        sys.exit(1)
    except Refused as refusal:
        click.echo(str(refusal), err=True)
        sys.exit(1)
    except OSError as error:  # a folder that is not there, or not ours to read or write
        click.echo(f"{error.filename or 'This machine'}: {error.strerror or error}.", err=True)
        sys.exit(1)
