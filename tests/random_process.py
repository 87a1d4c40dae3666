"""Random processes for the differential test: nested blocks of everything that the engine runs, from a seed."""

from random import Random

from diagrams import (
    both,
    boundary,
    call,
    catch,
    diagram,
    each,
    end,
    escalation,
    event,
    first,
    flow,
    loop,
    message,
    signal,
    some,
    start,
    sub,
    throw,
    timer,
    user,
    xor,
)
from playing import form

from app.domain.forms import FormOutline

NEWS = [f"news_{prefix}_{number}" for prefix in "pq" for number in range(100)]


class Author:
    """Writes one process: each block joins the element before it to the one after it."""

    def __init__(self, seed: int, prefix: str = "p", called: tuple[str, ...] = ()) -> None:
        self.random = Random(seed)
        self.prefix, self.called = prefix, called
        self.count = 0
        self.parts: list[list[str]] = [[]]
        self.forms: list[FormOutline] = []
        self.news: list[str] = []
        self.calm = 0  # inside a parallel multi-instance: no messages, which only one instance could have

    def key(self, kind: str) -> str:
        self.count += 1
        return f"{self.prefix}_{kind}{self.count}"

    def told(self) -> str:
        """An event about a message that nothing else waits for."""
        self.news.append(f"news_{self.prefix}_{len(self.news)}")
        return event("message", self.news[-1])

    def add(self, *parts: str) -> None:
        self.parts[-1].extend(parts)

    def block(self, before: str, depth: int) -> str:
        """Write something after `before`; gives the id at which it ends."""
        kinds = [self.task, self.task]
        if depth > 0:
            kinds += [
                self.sequence, self.choice, self.split, self.split, self.inclusive, self.round, self.nested,
                self.every_one, self.bounded, self.bounded, self.race, self.repeated, self.several,
            ]  # fmt: skip
            kinds += [self.calling] * (2 if self.called else 0)
        return self.random.choice(kinds)(before, depth - 1)

    def task(self, before: str, _depth: int) -> str:
        key = self.key("t")
        self.add(user(key, form=self.form(key)), flow(before, key))
        return key

    def form(self, key: str) -> str:
        """A form of its own with one field, so that no two branches write the same name."""
        self.forms.append(form(key, **{f"way_{key}": "number"}))
        return key

    def sequence(self, before: str, depth: int) -> str:
        for _ in range(self.random.randint(2, 3)):
            before = self.block(before, depth)
        return before

    def asked(self, before: str) -> str:
        """A person chooses a way, which gateways after it read."""
        key = self.key("ask")
        self.add(user(key, form=self.form(key)), flow(before, key))
        return key

    def choice(self, before: str, depth: int) -> str:
        split, meet = self.key("x"), self.key("m")
        asked = self.asked(before)
        self.add(xor(split, default=f"{split}_else"), xor(meet), flow(asked, split))
        self.branch(split, meet, depth, when=f"way_{asked} = 1")
        self.branch(split, meet, depth, when=f"way_{asked} = 2")
        self.branch(split, meet, depth, key=f"{split}_else")
        return meet

    def branch(self, split: str, meet: str, depth: int, when: str | None = None, key: str | None = None) -> None:
        """A way from a gateway to where it meets the others; empty now and then."""
        through = self.key("go")
        self.add(throw(through), flow(split, through, when, key))
        self.add(flow(self.block(through, depth) if self.random.random() < 0.8 else through, meet))

    def split(self, before: str, depth: int) -> str:
        split, meet = self.key("s"), self.key("j")
        self.add(both(split), both(meet), flow(before, split))
        for _ in range(self.random.randint(2, 3)):
            self.branch(split, meet, depth)
        return meet

    def inclusive(self, before: str, depth: int) -> str:
        split, meet = self.key("o"), self.key("oj")
        asked = self.asked(before)
        self.add(some(split, default=f"{split}_else"), some(meet), flow(asked, split))
        self.branch(split, meet, depth, when=f"way_{asked} >= 1")
        self.branch(split, meet, depth, when=f"way_{asked} >= 2")
        self.branch(split, meet, depth, key=f"{split}_else")
        return meet

    def round(self, before: str, depth: int) -> str:
        """A loop of flows: again as long as somebody says so."""
        top, bottom = self.key("m"), self.key("x")
        self.add(xor(top), xor(bottom, default=f"{bottom}_out"), flow(before, top))
        asked = self.asked(self.block(top, depth))
        self.add(flow(asked, bottom), flow(bottom, top, f"way_{asked} = 1"))
        out = self.key("go")
        self.add(throw(out), flow(bottom, out, key=f"{bottom}_out"))
        return out

    def inside(self, depth: int) -> list[str]:
        """What a sub-process holds."""
        self.parts.append([])
        first_, last = self.key("start"), self.key("end")
        self.add(start(first_), end(last))
        self.add(flow(self.block(first_, depth), last))
        return self.parts.pop()

    def nested(self, before: str, depth: int) -> str:
        key = self.key("sub")
        self.add(sub(key, *self.inside(depth)), flow(before, key))
        return key

    def every_one(self, before: str, depth: int) -> str:
        """A multi-instance: of a task, or of a sub-process."""
        key = self.key("each")
        until = f"count({key}_list[item != null]) >= 2" if self.random.random() < 0.3 else None
        sequential = self.random.random() < 0.4
        how = each("case.partners", f"{key}_one", f"{key}_list", until=until, sequential=sequential)
        if self.random.random() < 0.5:
            self.add(user(key, how, form=self.form(key)), flow(before, key))
        else:
            self.calm += not sequential
            self.add(sub(key, how, *self.inside(min(depth, 1))), flow(before, key))
            self.calm -= not sequential
        return key

    def repeated(self, before: str, depth: int) -> str:
        """A standard loop around a task or a sub-process."""
        key = self.key("again")
        if self.random.random() < 0.5:
            self.add(user(key, loop(f"way_{key} = 1", 4), form=self.form(key)), flow(before, key))
        else:
            self.parts.append([])
            begin, last = self.key("start"), self.key("end")
            asked = self.asked(self.block(begin, min(depth, 1)))
            self.add(start(begin), end(last), flow(asked, last))
            inside = self.parts.pop()
            self.add(sub(key, loop(f"way_{asked} = 1", 3), *inside), flow(before, key))
        return key

    def bounded(self, before: str, depth: int) -> str:
        """An activity with events at its edge: some interrupt, some repeat."""
        key, meet = self.key("b"), self.key("m")
        if self.random.random() < 0.4:
            self.add(user(key, form=self.form(key)))
        elif self.random.random() < 0.5 or not self.called:
            self.add(sub(key, *self.inside(depth)))
        else:
            self.add(self.called_by(key))
        self.add(flow(before, key), xor(meet), flow(key, meet))
        kinds = self.random.sample(("late", "often", "heard", "up", "told"), self.random.randint(1, 3))
        kinds = [kind for kind in kinds if kind != "told" or not self.calm] or ["late"]
        for kind in kinds:
            edge = self.key(kind)
            interrupting = kind == "late" or (kind in {"told", "up"} and self.random.random() < 0.4)
            inside = {
                "late": timer(f"P{self.random.randint(2, 6)}D"),
                "told": self.told() if kind == "told" else "",
                "often": timer(f"R{self.random.randint(2, 3)}/P{self.random.randint(1, 2)}D", "Cycle"),
                "heard": event("signal", "bell"),
                "up": event("escalation", "up"),
            }[kind]
            self.add(boundary(edge, key, inside, interrupting=interrupting))
            after = self.block(edge, min(depth, 1))
            if interrupting:
                self.add(flow(after, meet))
            else:
                last = self.key("end")
                self.add(end(last), flow(after, last))
        return meet

    def race(self, before: str, depth: int) -> str:
        gateway, meet = self.key("race"), self.key("m")
        self.add(first(gateway), xor(meet), flow(before, gateway))
        last = event("signal", "bell") if self.calm else self.told()
        for inside in (timer("P2D"), timer("P4D"), last):
            key = self.key("c")
            self.add(catch(key, inside), flow(gateway, key), flow(self.block(key, min(depth, 1)), meet))
        return meet

    def several(self, before: str, _depth: int) -> str:
        """A signal or escalation, thrown on the way."""
        key = self.key("throw")
        inside = event("signal", "bell") if self.random.random() < 0.5 else event("escalation", "up")
        self.add(throw(key, inside), flow(before, key))
        return self.task(key, 0)

    def called_by(self, key: str) -> str:
        return call(key, self.random.choice(self.called), {f"{key}_in": "1"}, {f"{key}_out": f"{key}_in"})

    def calling(self, before: str, _depth: int) -> str:
        key = self.key("call")
        self.add(self.called_by(key), flow(before, key))
        return key

    def written(self, depth: int) -> bytes:
        first_, last = self.key("start"), self.key("end")
        self.add(start(first_), end(last))
        self.add(flow(self.block(self.block(first_, depth), depth), last))
        around = "".join(map(message, self.news)) + signal("bell") + escalation("up")
        return diagram(self.prefix, *self.parts[0], around=around)


def random_process(seed: int) -> tuple[tuple[bytes, ...], tuple[FormOutline, ...]]:
    """A process and one that it may call, with their forms."""
    outer, inner = Author(seed, "p", ("q",)), Author(seed + 1_000_000, "q")
    return (outer.written(3), inner.written(2)), (*outer.forms, *inner.forms)
