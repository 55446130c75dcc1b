"""Static files: one stylesheet, one version, kept for a year, and nothing of it through the app."""

import gzip
import re
import runpy
from pathlib import Path

import pytest
from flask import Flask

from associate.web import assets


@pytest.fixture(scope="module")
def shelf() -> assets.Shelf:
    return assets.load(assets.STATIC)


@pytest.fixture
def client(shelf):
    app = Flask("bare", static_folder=None)
    assets.init_app(app)
    return app.test_client()


def test_imports_become_one_stylesheet_in_their_layers():
    files = {"tokens.css": ":root { --ink: black; }\n", "card.css": ".card { color: var(--ink); }\n"}
    css = '@layer base, components;\n@import url("tokens.css");\n@import url("card.css") layer(components);\n'
    assert assets.flatten(css, files.__getitem__) == (
        "@layer base, components;\n:root { --ink: black; }\n"
        "@layer components {\n.card { color: var(--ink); }\n}\n"
    )


def test_the_stylesheet_asks_for_no_second_file(shelf):
    css = shelf.assets["css/app.css"].body.decode()
    assert "@import" not in css
    assert css.count("{") == css.count("}")
    assert ".scanbar" in css
    assert css.startswith("@layer reset, base, components, workflows, utilities;")


def test_every_stylesheet_on_disk_is_part_of_it():
    imported = set(re.findall(r'url\("([^"]+)"\)', (assets.STATIC / "css/app.css").read_text()))
    folder = assets.STATIC / "css"
    parts = {p.relative_to(folder).as_posix() for p in folder.rglob("*.css")}
    assert imported == parts - {"app.css", "customer.css"}


def test_the_customers_stylesheet_is_made_of_the_same_parts(shelf):
    css = shelf.assets["css/customer.css"].body.decode()
    assert "@import" not in css and ".pass" in css
    assert len(css) < len(shelf.assets["css/app.css"].body) / 1.5


def test_only_tokens_hold_colors():
    for sheet in (assets.STATIC / "css").rglob("*.css"):
        if sheet.name != "tokens.css":
            assert not re.search(r"#[0-9a-f]{3,8}\b|rgb\(", sheet.read_text()), sheet.name


def test_the_version_follows_every_name_and_byte(tmp_path: Path):
    (tmp_path / "a.js").write_text("1")
    first = assets.load(tmp_path).version
    assert assets.load(tmp_path).version == first
    (tmp_path / "a.js").write_text("2")
    second = assets.load(tmp_path).version
    (tmp_path / "a.js").rename(tmp_path / "b.js")
    assert len({first, second, assets.load(tmp_path).version}) == 3


def test_a_file_is_kept_for_a_year_and_travels_compressed(client, shelf):
    answer = client.get(shelf.url("css/app.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.data) == shelf.assets["css/app.css"].body
    assert answer.mimetype == "text/css"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_browser_that_cannot_unpack_gets_it_plain(client, shelf):
    answer = client.get(shelf.url("js/app.js"), headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in answer.headers
    assert answer.data == shelf.assets["js/app.js"].body
    assert answer.mimetype == "text/javascript"


def test_what_explains_a_script_to_us_does_not_travel(shelf):
    sent = shelf.assets["js/behaviors/scanner.js"].body
    assert len(sent) < len((assets.STATIC / "js/behaviors/scanner.js").read_bytes()) * 0.8
    assert b"\n//" not in sent and b"\n  " not in sent


def test_others_files_stay_as_they_published_them(shelf):
    for path, asset in shelf.assets.items():
        if path.startswith("vendor/"):
            assert asset.body == (assets.STATIC / path).read_bytes(), path


def test_who_debugs_reads_what_we_wrote():
    app = Flask("bare", static_folder=None)
    app.debug = True
    assets.init_app(app)
    answer = app.test_client().get(app.extensions["assets"].url("js/app.js"))
    assert answer.data == (assets.STATIC / "js/app.js").read_bytes()


def test_what_the_browser_has_is_not_sent_again(client, shelf):
    etag = client.get(shelf.url("mark.svg")).headers["ETag"]
    answer = client.get(shelf.url("mark.svg"), headers={"If-None-Match": etag})
    assert answer.status_code == 304
    assert not answer.data


def test_another_release_s_version_is_answered_but_never_kept(client):
    answer = client.get("/assets/000000000000/js/app.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["nothing.css", "../pyproject.toml", "%2e%2e/pyproject.toml", "", "css"])
def test_what_is_not_on_the_shelf_is_not_found(client, shelf, path):
    assert client.get(f"/assets/{shelf.version}/{path}").status_code == 404


def test_a_typo_in_a_template_shows_at_once(shelf):
    with pytest.raises(FileNotFoundError, match="css/ap.css"):
        shelf.url("css/ap.css")


def test_every_module_imported_by_a_script_is_there():
    for script in (assets.STATIC / "js").rglob("*.js"):
        for path in re.findall(r'(?:^import|from) "([^"]+)"', script.read_text(), re.MULTILINE):
            assert (script.parent / path).resolve().is_file(), f"{script.name}: {path}"


def test_scripts_stay_small():
    for script in (assets.STATIC / "js").rglob("*.js"):
        assert len(script.read_text().splitlines()) <= 150, script.name


def test_the_vendored_files_are_the_pinned_ones():
    vendor = runpy.run_path(str(assets.STATIC.parent / "deploy" / "vendor.py"), run_name="vendor")
    assert vendor["check"]() == []


def test_each_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (assets.STATIC / "icons.svg").read_text()))
    for template in (assets.STATIC.parent / "templates").rglob("*.html"):
        named = set(re.findall(r'\bicon\(\s*"([\w-]+)"', template.read_text()))
        assert named <= drawn, (template.name, named - drawn)
