"""Which option of a product is its size and which its color, by the names shops give them."""

SIZES = {"size", "größe", "grösse", "groesse", "maat", "taille", "talla", "taglia", "tamanho", "storlek"}
COLORS = {"color", "colour", "farbe", "kleur", "couleur", "colore", "cor", "färg"}


def size_and_color(options: list[tuple[str, str]]) -> tuple[str, str]:
    """(size, color) of (name, value) pairs, each "" where no name says so; at most 40 characters."""
    named = {name.strip().lower().removeprefix("pa_"): value for name, value in options if value}
    size = next((value for name, value in named.items() if name in SIZES), "")
    color = next((value for name, value in named.items() if name in COLORS), "")
    return size[:40], color[:40]
