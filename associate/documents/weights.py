"""A weight as the people of a country read it."""

POUND, OUNCE = 453.59237, 28.349523125  # grams (international avoirdupois, 1959)


def weight_in_words(grams: int, country: str) -> str:
    """1840 → "1.84 kg", 640 → "640 g"; in the United States "4 lb 1 oz", the begun ounce counted."""
    if country == "US":
        pounds, ounces = divmod(-int(-grams // OUNCE), 16)
        return f"{pounds} lb {ounces} oz" if pounds else f"{ounces} oz"
    return f"{grams / 1000:.2f} kg" if grams >= 1000 else f"{grams} g"
