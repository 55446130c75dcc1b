"""What is kept of a password and a PIN."""

from importlib.util import module_from_spec, spec_from_file_location

from argon2 import Type

from associate.core.stores import passwords


def test_a_stolen_hash_takes_long_to_try():
    """OWASP's least for argon2id, in the module as shops load it: the tests' own hashes are cheap."""
    spec = spec_from_file_location("as_shops_load_it", passwords.__file__)
    loaded = module_from_spec(spec)
    spec.loader.exec_module(loaded)
    kept = loaded.hasher
    assert (kept.type, kept.time_cost >= 2, kept.memory_cost >= 19_456) == (Type.ID, True, True)
    assert loaded.hasher.hash("a sentence of our own").startswith("$argon2id$")
