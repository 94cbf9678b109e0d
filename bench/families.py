"""Hostile documents: families that make a gateway work for nothing, sized at random."""

from __future__ import annotations

import random
from collections.abc import Callable

Family = Callable[[random.Random], str]
LEAVES = ("identificatie", "omschrijving", "startdatum", "url", "__typename", "bestaatNiet")
EDGES = ("hoofdzaak", "deelzaken", "gerelateerdeZaken", "status { zaak", "rollen { zaak")
SIZES = (3, 10, 30, 100, 300, 1_000, 3_000, 10_000)


def _size(rng: random.Random) -> int:
    return rng.choice(SIZES) + rng.randrange(3)


def nested_fragments(rng: random.Random) -> str:
    """Each fragment spreads the next one twice: 2^n fields."""
    count = _size(rng)
    parts = [
        f"fragment F{n} on Zaak {{ a: hoofdzaak {{ ...F{n + 1} }} b: hoofdzaak {{ ...F{n + 1} }} }}"
        for n in range(count)
    ]
    return (
        f"{{ zaken {{ nodes {{ ...F0 }} }} }} {' '.join(parts)} fragment F{count} on Zaak {{ url }}"
    )


def flat_nested_fragments(rng: random.Random) -> str:
    """The same, without a field between: only spreads."""
    count = _size(rng)
    parts = [
        f"fragment F{n} on Zaak {{ ...F{n + 1} ... on Zaak {{ ...F{n + 1} }} }}"
        for n in range(count)
    ]
    return (
        f"{{ zaken {{ nodes {{ ...F0 }} }} }} {' '.join(parts)} fragment F{count} on Zaak {{ url }}"
    )


def cycles(rng: random.Random) -> str:
    """Fragments that lead to each other."""
    count = min(_size(rng), 1_000)
    parts = [
        f"fragment F{n} on Zaak {{ hoofdzaak {{ ...F{rng.randrange(count)} }} "
        f"...F{(n + 1) % count} }}"
        for n in range(count)
    ]
    return "{ zaken { nodes { ...F0 } } } " + " ".join(parts)


def aliases(rng: random.Random) -> str:
    """One field under many names."""
    field = rng.choice(["zaken(first: 100) { nodes { url } }", "__typename", "zaaktypen { url }"])
    return "{ " + " ".join(f"a{n}: {field}" for n in range(_size(rng))) + " }"


def deep(rng: random.Random) -> str:
    """Fields, inline fragments or brackets inside each other."""
    count = _size(rng)
    kind = rng.randrange(4)
    if kind == 0:
        return "{ zaken { nodes {" + " hoofdzaak {" * count + " url " + "}" * (count + 3)
    if kind == 1:
        return "{ zaken { nodes {" + " ... on Zaak {" * count + " url " + "}" * (count + 3)
    if kind == 2:
        return "{ nodes(ids: " + "[" * count + "]" * count + ") { id } }"
    return "{ zaken(filter: " + "{a: " * count + "1" + "}" * count + ") { totalCount } }"


def directives(rng: random.Random) -> str:
    """One node, or every node, with many directives."""
    count = _size(rng)
    if rng.random() < 0.5:
        return "{ zaaktypen { url" + " @include(if: true)" * count + " } }"
    return "{ zaaktypen {" + " url @skip(if: false) @include(if: true)" * count + " } }"


def overlapping(rng: random.Random) -> str:
    """Fields that must all be compared with each other."""
    count, kind = _size(rng), rng.randrange(3)
    if kind == 0:
        return "{ zaken { nodes {" + " identificatie" * count + " } } }"
    if kind == 1:
        return (
            "{ " + " ".join(f"zaken(first: {n % 7}) {{ totalCount }}" for n in range(count)) + " }"
        )
    names = [f"F{n}" for n in range(count)]
    parts = " ".join(f"fragment {name} on Zaak {{ status {{ zaak {{ url }} }} }}" for name in names)
    return "{ zaken { nodes { " + " ".join(f"...{name}" for name in names) + " } } } " + parts


def literals(rng: random.Random) -> str:
    """Long texts, escapes, blanks, comments, lists and names."""
    count = _size(rng) * 10
    kind = rng.randrange(8)
    texts = (
        '{ zaak(uuid: "' + "a" * count + '") { url } }',
        '{ zaak(uuid: "' + "\\u00e9" * count + '") { url } }',
        '{ zaak(uuid: "' + "\\u{1F600}" * count + '") { url } }',
        '{ zaak(uuid: """' + 'a\n  "' * count + '""") { url } }',
        "{ nodes(ids: [" + '"a" ' * count + "]) { id } }",
        "{" + " \n," * count + "zaaktypen { url } }",
        "{ #" + "é" * count + "\n zaaktypen { url } }",
        "{ " + "a" * count + " }",
    )
    return texts[kind]


def variables(rng: random.Random) -> str:
    """Many variables, used or not, with defaults."""
    count = _size(rng)
    names = " ".join(f"$v{n}: [String!] = [" + '"x"' * 3 + "]" for n in range(count))
    used = " ".join(f"a{n}: zaaktypen {{ url @include(if: $v{n}) }}" for n in range(count % 50))
    return f"query Q({names}) {{ zaaktypen {{ url }} {used} }}"


def operations(rng: random.Random) -> str:
    """Many operations over the same fragments: some rules walk them once for each."""
    count = _size(rng)
    parts = " ".join(f"query Q{n} {{ zaken {{ nodes {{ ...F }} }} }}" for n in range(count))
    return parts + " fragment F on Zaak {" + " rollen { omschrijving }" * min(count, 200) + " }"


def introspection(rng: random.Random) -> str:
    """The schema inside itself."""
    count = min(_size(rng), 300)
    inner = "name " + "fields { name type { " * count + "name" + " } }" * count
    return "{ __schema { types { " + inner + " } } }"


def garbage(rng: random.Random) -> str:
    """Tokens in any order."""
    tokens = (
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "...",
        "on",
        "fragment",
        "query",
        '"a"',
        "1",
        "$a",
        ":",
        "@b",
    )
    return " ".join(rng.choice(tokens) for _ in range(_size(rng)))


def grammar(rng: random.Random) -> str:
    """A document of the grammar, at random, over the real names."""
    parts: list[str] = []
    count = rng.randrange(0, 12)

    def selection(depth: int) -> str:
        found = []
        for _ in range(rng.randrange(1, 5)):
            kind = rng.random()
            if kind < 0.35 or depth <= 0:
                found.append(rng.choice(LEAVES[: 5 + (rng.random() < 0.02)]))
            elif kind < 0.45:
                found.append(f"x{rng.randrange(99)}: {rng.choice(LEAVES[:5])}")
            elif kind < 0.6 and count:
                found.append(f"...F{rng.randrange(count)}")
            elif kind < 0.7:
                found.append(f"... on Zaak @include(if: true) {selection(depth - 1)}")
            else:
                edge = rng.choice(EDGES)
                found.append(f"{edge} {selection(depth - 1)}" + " }" * edge.count("{"))
        return "{ " + " ".join(found) + " }"

    parts.extend(f"fragment F{n} on Zaak {selection(rng.randrange(5))}" for n in range(count))
    roots = " ".join(
        f"r{n}: zaken(first: {rng.randrange(200)}) {{ totalCount nodes {selection(4)} }}"
        for n in range(rng.randrange(1, 4))
    )
    return f"query Q {{ {roots} }} " + " ".join(parts)


FAMILIES: dict[str, Family] = {
    family.__name__: family
    for family in (
        nested_fragments,
        flat_nested_fragments,
        cycles,
        aliases,
        deep,
        directives,
        overlapping,
        literals,
        variables,
        operations,
        introspection,
        garbage,
        grammar,
    )
}


def classic() -> str:
    """The nested-fragment document of 839 bytes that takes 2^n steps without memory."""
    head = "{ zaken(first: 1) { nodes { ...F0 } } }"
    parts = [
        f" fragment F{n} on Zaak{{a:hoofdzaak{{...F{n + 1}}}b:hoofdzaak{{...F{n + 1}}}}}"
        for n in range(12)
    ]
    text = head + "".join(parts) + " fragment F12 on Zaak{url}"
    return text + "#" * (839 - len(text))
