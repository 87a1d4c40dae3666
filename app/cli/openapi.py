"""`girfec openapi`: what another system's developer starts with."""

import json

import click


@click.command()
def openapi() -> None:
    """Print the API's OpenAPI document as JSON."""
    from app.api.openapi import document  # noqa: PLC0415 - imports the whole API, for this command alone

    click.echo(json.dumps(document(), indent=2, ensure_ascii=False))
