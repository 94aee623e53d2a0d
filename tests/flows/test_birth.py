"""Making a vault leaves either a vault and its kit, or nothing that looks like one."""

from cli.circle import Circle


def test_a_taken_place_leaves_no_shares_behind(circle: Circle) -> None:
    """A kit of a vault that was never made would be handed out and fail years later."""
    assert circle.init().code == 0
    kit, circle.kit = circle.kit, circle.folder / "second-kit"
    said = circle.init()
    assert said.rows[0]["error"] == "vault-exists"
    assert list(circle.kit.iterdir()) == []
    assert (kit / "vault.card").is_file()


def test_a_kit_folder_in_use_is_not_touched(circle: Circle) -> None:
    circle.kit.mkdir()
    (circle.kit / "mine.txt").write_text("mine")
    said = circle.init()
    assert said.rows[0]["error"] == "kit-exists"
    assert [path.name for path in circle.kit.iterdir()] == ["mine.txt"]
    assert not circle.vault.exists()


def test_an_impossible_threshold_makes_nothing(circle: Circle) -> None:
    said = circle.init(threshold=4)
    assert said.code == 2
    assert not circle.vault.exists()
    assert not circle.kit.exists()
