"""The 11-proef: which BSN and RSIN are possible, and how to make one."""

_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)


def passes_elfproef(number: str) -> bool:
    """Whether nine digits form a possible BSN or RSIN."""
    if len(number) != 9 or not number.isdigit() or number == "000000000":
        return False
    return sum(w * int(d) for w, d in zip(_WEIGHTS, number, strict=True)) % 11 == 0


def make_rsin(seed: int) -> str:
    """The first possible RSIN at or after an eight-digit stem."""
    for stem in range(seed, seed + 100):
        for last in range(10):
            number = f"{stem:08d}{last}"
            if passes_elfproef(number):
                return number
    raise ValueError(f"no RSIN near {seed}")
