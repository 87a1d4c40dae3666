"""`if`, filters and loops."""

from decimal import Decimal
from typing import Any

from app.feel import nodes
from app.feel.compiler import Closure, Compiler, maker, mentions, size
from app.feel.loops import cartesian, indexed
from app.feel.properties import names_of
from app.feel.scope import Scope
from app.feel.values import adopt


@maker(nodes.If)
def _if(compiler: Compiler, node: nodes.If) -> Closure:
    test, yes, no = compiler.closures((node.test, node.yes, node.no))
    return lambda scope: yes(scope) if test(scope) is True else no(scope)


@maker(nodes.Filter)
def _filter(compiler: Compiler, node: nodes.Filter) -> Closure:
    of, at = compiler.closure(node.of), node.at
    if isinstance(node.test, nodes.Literal) and isinstance(node.test.value, Decimal):
        index = node.test.value
        return lambda scope: indexed(scope.run, of(scope), index, at)
    return filtered(of, compiler.inside("item", items=True).closure(node.test), 1 + size(node.test), at)


def filtered(of: Closure, test: Closure, cost: int, at: int) -> Closure:
    """The items of a list for which the test is true; the item at a position if the test is a number."""

    def chosen(scope: Scope) -> Any:
        value = of(scope)
        items = value if isinstance(value, list) else [] if value is None else [value]
        run, kept = scope.run, []
        for item in items:
            run.spend(cost)
            inner = Scope({"item": item}, scope, run)
            answer = test(Scope(names_of(item), inner, run))
            if answer is True:
                kept.append(adopt(item))
            elif isinstance(answer, Decimal):
                return indexed(run, items, answer, at)
        return kept

    return chosen


def _rounds(compiler: Compiler, rounds: tuple[nodes.Round, ...]) -> tuple[Compiler, list[Any]]:
    """The sources of a loop, each seeing the variables before it, and the compiler for the loop's body."""
    sources = []
    for one in rounds:
        until = compiler.closure(one.until) if one.until else None
        sources.append((one.name, compiler.closure(one.source), until, one.at))
        compiler = compiler.inside(one.name)
    return compiler, sources


@maker(nodes.For)
def _for(compiler: Compiler, node: nodes.For) -> Closure:
    inner, sources = _rounds(compiler, node.rounds)
    body = inner.inside("partial").closure(node.body)
    return looped(sources, body, 2 + size(node.body), partial=mentions(node.body, "partial"))


def looped(sources: list[Any], body: Closure, cost: int, *, partial: bool) -> Closure:
    """The list of the body's values. partial: the body sees those before it."""

    def loop(scope: Scope) -> Any:
        run, results = scope.run, list[Any]()
        rounds = cartesian(scope, sources)
        if rounds is None:
            return None
        for names in rounds:
            run.spend(cost)
            if partial:
                run.spend(len(results) >> 2)
                names["partial"] = list(results)
            results.append(body(Scope(names, scope, run)))
        run.expect_room(len(results))
        return results

    return loop


@maker(nodes.Quantified)
def _quantified(compiler: Compiler, node: nodes.Quantified) -> Closure:
    inner, sources = _rounds(compiler, node.rounds)
    return quantified(sources, inner.closure(node.test), 2 + size(node.test), every=node.every)


def quantified(sources: list[Any], test: Closure, cost: int, *, every: bool) -> Closure:
    """Whether the test is true of one combination, or of every."""

    def asked(scope: Scope) -> Any:
        result: Any = every
        rounds = cartesian(scope, sources)
        if rounds is None:
            return None
        for names in rounds:
            scope.run.spend(cost)
            answer = test(Scope(names, scope, scope.run))
            if answer is (not every):
                return answer
            if answer is not every:
                result = None
        return result

    return asked
