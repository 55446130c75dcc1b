"""Stock has one writer: core/inventory/ledger. Whatever else could change a balance is found here."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LEDGER = ROOT / "associate/core/inventory/ledger"
MODELS = ROOT / "associate/core/inventory/models.py"
KINDS = {"StockLevel", "Movement", "Reservation"}
TABLES = {"stock_levels", "movements", "reservations"}
BALANCES = {"on_hand", "reserved", "held"}
MAKERS = {
    "insert",
    "insert_into",
    "update",
    "delete",
    "merge",
    "bulk_insert_mappings",
    "bulk_update_mappings",
}
RAW = re.compile(
    rf"\b(insert\s+(or\s+\w+\s+)?into|replace\s+into|update|delete\s+from|copy)\s+[\"'`]?({'|'.join(TABLES)})\b",
    re.I,
)


def writes(source: str) -> list[str]:
    """What in this module writes stock, each as the code that does."""
    tree = ast.parse(source)
    names = _names_of_stock(tree)
    harmless = _of_other_columns(tree, names)
    found = [node for node in ast.walk(tree) if node not in harmless and _is_write(node, names)]
    return [ast.unparse(node) for node in found]


def _is_write(node: ast.AST, names: set[str]) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return bool(RAW.search(node.value))
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(_is_balance(each) for target in targets for each in _assigned(target))
    return isinstance(node, ast.Call) and _is_writing_call(node, names)


def _is_writing_call(call: ast.Call, names: set[str]) -> bool:
    name = ast.unparse(call.func).rpartition(".")[2]
    on = ast.unparse(call.func.value) if isinstance(call.func, ast.Attribute) else ""
    about = [on, *(ast.unparse(arg) for arg in call.args[:1])]
    if name in KINDS:
        return True
    if name in MAKERS:
        return any(_speaks_of_stock(text, names) for text in about)
    if name in ("setattr", "__setattr__"):
        return any(isinstance(arg, ast.Constant) and arg.value in BALANCES for arg in call.args)
    return False


def _assigned(target: ast.AST) -> list[ast.AST]:
    """`a.b, c[d] = …` assigns to a.b and to c[d], and not to d."""
    if isinstance(target, ast.Tuple | ast.List):
        return [each for part in target.elts for each in _assigned(part)]
    return _assigned(target.value) if isinstance(target, ast.Starred) else [target]


def _is_balance(target: ast.AST) -> bool:
    if not isinstance(target, ast.Attribute):
        return False
    of = ast.unparse(target.value).lower()
    return target.attr in BALANCES or (target.attr in ("quantity", "level_id") and of.endswith("reservation"))


def _names_of_stock(tree: ast.AST) -> set[str]:
    """The classes under whatever name they are imported or assigned, and the tables behind them."""
    names = set(KINDS)
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {a.asname for a in node.names if a.asname and a.name in KINDS | {"levels", "movements"}}
            names |= {
                a.name
                for a in node.names
                if "ledger" in (node.module or "") and a.name in TABLES | {"levels"}
            }
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Assign)
            and re.search(r"__table__|metadata\.tables|aliased|Table\(", ast.unparse(node.value))
            and _speaks_of_stock(ast.unparse(node.value), names)
        ):
            names |= {ast.unparse(target) for target in node.targets}
    return names


def _speaks_of_stock(text: str, names: set[str]) -> bool:
    words = set(re.findall(r"\w+", text))
    return bool(words & (names | TABLES))


def _of_other_columns(tree: ast.AST, names: set[str]) -> set[ast.AST]:
    """Updates that name their columns, none of them a balance: safety stock, a place, a reorder point."""
    sets = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "values"
    ]
    harmful = {ast.unparse(call.func) for call in sets if not _names_other_columns(call)}
    harmless: set[ast.AST] = set()
    for call in sets:
        if ast.unparse(call.func) not in harmful:
            for part in (call.func, *_assigned_to(tree, ast.unparse(call.func.value))):
                harmless |= {n for n in ast.walk(part) if isinstance(n, ast.Call) and _is_update(n)}
    return harmless


def _names_other_columns(call: ast.Call) -> bool:
    named = {keyword.arg for keyword in call.keywords}
    return bool(named) and not call.args and not named & (BALANCES | {"quantity", "level_id", None})


def _assigned_to(tree: ast.AST, name: str) -> list[ast.AST]:
    """What a statement kept under this name was made of: `changed = update(…)`, then `changed.values(…)`."""
    kept = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    return [node.value for node in kept if [ast.unparse(target) for target in node.targets] == [name]]


def _is_update(call: ast.Call) -> bool:
    return ast.unparse(call.func).endswith("update")


def test_only_the_ledger_writes_stock():
    modules = [
        p for p in sorted((ROOT / "associate").rglob("*.py")) if LEDGER not in p.parents and p != MODELS
    ]
    second = {str(p.relative_to(ROOT)): found for p in modules if (found := writes(p.read_text()))}
    assert second == {}


def test_the_ledger_itself_is_seen():
    assert any(writes(path.read_text()) for path in LEDGER.glob("*.py"))


@pytest.mark.parametrize(
    "sly",
    [
        "level.on_hand = 3",
        "level.reserved += 1",
        "row.level.held, other = 1, 2",
        "line.reservation.quantity -= 1",
        "setattr(level, 'on_hand', 3)",
        "sa.update(StockLevel).values(on_hand=3)",
        "sa.update(StockLevel).values({'safety': 1})",  # which columns can't be told
        "sa.update(StockLevel).values(**columns)",
        "changed = sa.update(StockLevel)\nexecute(changed.values(on_hand=1))",
        "from x import StockLevel as S\nsa.update(S).values(on_hand=1)",
        "levels = StockLevel.__table__\nsa.update(levels).values(reserved=0)",
        "levels = Base.metadata.tables['stock_levels']\nlevels.update().values(on_hand=0)",
        "from associate.core.inventory.ledger.entries import levels\nsa.update(levels).values(held=0)",
        "StockLevel.__table__.insert().values(rows)",
        "sa.insert(Movement).values(row)",
        "insert_into(Reservation).values(quantity=1)",
        "sa.delete(Reservation)",
        "db.session.query(StockLevel).update({'on_hand': 1})",
        "db.session.add(Movement(level_id=1))",
        "db.session.add(Reservation(quantity=1))",
        "db.session.merge(StockLevel(id=1))",
        "db.session.execute(sa.text('UPDATE stock_levels SET on_hand = 0'))",
        "execute('insert into movements (quantity) values (1)')",
        "execute(f'DELETE FROM \"reservations\" WHERE id = {n}')",
    ],
)
def test_a_second_writer_is_found(sly):
    assert writes(sly)


@pytest.mark.parametrize(
    "honest",
    [
        "wanted[line.reservation.level_id] = 1",
        "sa.select(StockLevel.on_hand)",
        "level.location_id = 3",
        "sa.update(StockLevel).where(StockLevel.store_id == 1).values(safety=2)",
        "changed = sa.update(StockLevel)\nexecute(changed.values(safety=1))",
        "free = level.on_hand - level.reserved",
        "put_back.quantity = 2",
        "say('Movements add up')",
        "sa.update(Task).values(done_at=now())",
    ],
)
def test_reading_stock_is_no_writing(honest):
    assert writes(honest) == []
