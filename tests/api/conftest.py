from uuid import uuid4

import make
import pytest
from flask import Flask

from app import api
from app.actions import people
from app.config import Settings


class Caller:
    """Another system that acts for one person: caller.get("/tasks"), caller.post("/cases", {...})."""

    def __init__(self, app, token):
        self.client, self.token = app.test_client(use_cookies=False), token

    def get(self, path, **query):
        return self.send("GET", path, query_string=query)

    def post(self, path, body=None, *, key=None, **more):
        return self.send("POST", path, json=body, headers={"Idempotency-Key": key or uuid4().hex}, **more)

    def put(self, path, body):
        return self.send("PUT", path, json=body)

    def send(self, method, path, *, headers=None, **more):
        headers = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        return self.client.open(f"/api/v1{path}", method=method, headers=headers, **more)


@pytest.fixture
def app(database, tmp_path):
    app = Flask("girfec")
    api.register(app, database, Settings(database_url="", var=tmp_path, secret=b"s" * 32, key=b"k" * 32))
    return app


@pytest.fixture
def caller(app, database, place):
    """caller("aileen") is another system acting for Aileen; caller("aileen", elsewhere) for her of another place."""

    def of(name, place=place):
        email = f"{make.PEOPLE[name][0].lower().replace(' ', '.')}@{place.area}.invalid"
        token = database.run(place.operator, lambda tx: people.create_token(tx, email, name="a test", days=1))
        return Caller(app, token)

    return of
