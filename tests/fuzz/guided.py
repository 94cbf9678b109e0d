"""Coverage-guided fuzzing of fuzz/readers.py with atheris; not part of `make test`.

`pip install atheris`, then `PYTHONPATH=.:tests python -m fuzz.guided -runs=200000 -seed=1 CORPUS`.
An exception that a reader does not promise ends the run.
"""

from __future__ import annotations

import sys

WATCHED = ["graphql.language", "policy", "resolvers", "schema", "sources", "fuzz.readers"]
"""Whose branches count as new."""


def main() -> None:
    """Run until atheris has had its runs."""
    import atheris  # type: ignore[import-untyped]  # installed by hand

    with atheris.instrument_imports(include=WATCHED):
        from fuzz.readers import readers

        every = readers()

    def one(data: bytes) -> None:
        if data:
            every[data[0] % len(every)](data[1:])

    atheris.Setup(sys.argv, one)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
