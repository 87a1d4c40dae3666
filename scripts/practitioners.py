"""Two hundred practitioners at work on an installation of its own, with ten thousand open cases. Bar B26.

Each thinks for 5 to 20 seconds, then looks (70 %), saves a draft (20 %) or completes a task (10 %) over HTTP. Everything it
makes is thrown away.
"""

import http.client
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]

from app import forms  # noqa: E402 - after the path to it
from app.cli import bench, demo, ground  # noqa: E402
from app.store import bulk  # noqa: E402

THINKS = (5, 20)
SEED = 26
READS = ("inbox", "read")
ENOUGH = 20  # of a kind, to speak of percentiles
P95_READ, P95_COMPLETE, P99 = 400, 800, 2000  # milliseconds


def figures(*, minutes: float, people: int, cases: int, url: str) -> Iterator[dict[str, Any]]:
    """A line for each kind of act, with p50, p95 and p99 in ms; at last what was refused, and whether all held."""
    taken: dict[str, list[float]] = defaultdict(list)
    refused: dict[str, int] = defaultdict(int)
    with tempfile.TemporaryDirectory(prefix="girfec-load-") as folder, bench.installed(Path(folder), url) as house:
        pages = [house.open(house.start()) for _ in range(people)]
        operator = ground.operator(house.settings)
        house.database.run(operator, lambda tx: bulk.multiply(tx, pages[0].identity.case_id, max(0, cases - people)))
        form = forms.read(json.dumps(pages[0].form).encode())
        wishes = demo.wishes("Measured.")
        answers = forms.invented(form, context=pages[0].context, options=pages[0].options, given=wishes)
        with bench.served(bench.Report({}), house.settings) as web:
            end, token = time.monotonic() + 60 * minutes, web.token()
            at_work = [
                threading.Thread(target=practise, args=(house, token, page, answers, end, taken, refused))
                for page in pages
            ]
            for one in at_work:
                one.start()
            for one in at_work:
                one.join()
            yield {"minutes": minutes, "people": people, "cases": cases, "memory_mib": web.memory()}
    held = not any(status.split()[-1].startswith("5") for status in refused)
    for what, times in sorted(taken.items()):
        if len(times) < ENOUGH:
            yield {"act": what, "times": len(times), "said": "too few to say"}
            held = False
            continue
        cuts = [round(one, 1) for one in statistics.quantiles(times, n=100)]
        yield {"act": what, "times": len(times), "p50_ms": cuts[49], "p95_ms": cuts[94], "p99_ms": cuts[98]}
        held &= cuts[94] <= (P95_READ if what in READS else P95_COMPLETE) and cuts[98] <= P99
    yield {"refused": dict(refused), "held": held}


def practise(house, token, page, answers, end, taken, refused) -> None:  # noqa: ANN001, PLR0917 - a script's
    """One practitioner, with a task at hand, until the time is up."""
    chance = random.Random(f"{SEED} {page.id}")  # noqa: S311 - a load that can be repeated
    settings, task, seen, version, fields = house.settings, page.id, page.seen, 0, sorted(answers)

    def call(what: str, method: str, path: str, body: object = None) -> dict:
        began = time.perf_counter()
        with closing(http.client.HTTPConnection(settings.host, settings.port, timeout=60)) as connection:
            sent = None if body is None else json.dumps(body, default=str)
            connection.request(method, f"/api/v1{path}", sent, {**token, "Idempotency-Key": str(uuid4())})
            reply = connection.getresponse()
            content = reply.read()
        taken[what].append(1000 * (time.perf_counter() - began))
        if reply.status >= 400:
            refused[f"{what} {reply.status}"] += 1
            return {}
        return json.loads(content or b"{}")

    time.sleep(chance.uniform(0, THINKS[1]))
    while time.monotonic() < end:
        dice = chance.random()
        if dice < 0.35:
            call("inbox", "GET", "/tasks")
        elif dice < 0.7 or task is None:
            call("read", "GET", f"/cases/{page.identity.case_id}")
        elif dice < 0.9:
            words = {fields[0]: {"value": answers[fields[0]], "version": version}}
            saved = call("draft", "PUT", f"/tasks/{task}/draft", {"fields": words})
            version = saved["fields"][fields[0]]["version"] if saved.get("fields") else version
        else:
            call("complete", "POST", f"/tasks/{task}/complete", {"answers": dict(answers), "seen": seen})
            task = None  # the next is somebody else's, or another form
        time.sleep(chance.uniform(*THINKS))
