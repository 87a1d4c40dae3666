"""The built front end: files named by a hash of their content, so browsers may keep them for ever."""

import json
from pathlib import Path

from flask import Flask, Response, send_from_directory

from app.web.edge import public


def register(app: Flask, folder: Path) -> None:
    """Serve `folder` under /static and teach templates `asset("girfec.css")`, the address of a built file."""
    manifest = folder / "manifest.json"
    names: dict[str, str] = json.loads(manifest.read_text()) if manifest.is_file() else {}

    @app.get("/static/<name>", endpoint="static")
    @public("styles, scripts and icons hold nothing about anybody")
    def static(name: str) -> Response:
        response = send_from_directory(folder, name)
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.immutable = True
        response.cache_control.max_age = 31_536_000
        return response

    @app.template_global()
    def asset(name: str) -> str:
        return f"/static/{names.get(name, name)}"
