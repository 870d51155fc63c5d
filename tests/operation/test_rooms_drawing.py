"""The drawing of rooms is the code's: from the contracts and the imports as they are."""

from __future__ import annotations

from deploy import draw_rooms as drawing


def test_the_drawing_is_what_the_contracts_and_imports_give() -> None:
    assert drawing.PICTURE.read_text("utf-8") == drawing.draw(), "stale: run python -m deploy.draw_rooms"


def test_no_room_imports_one_above_it() -> None:
    order = drawing.rooms()
    assert [
        (one, other) for one, other in drawing.imports(order) if order.index(one) > order.index(other)
    ] == []


def test_no_room_imports_what_a_contract_keeps_from_it() -> None:
    order = drawing.rooms()
    assert drawing.imports(order) & drawing.forbidden(order) == set()
