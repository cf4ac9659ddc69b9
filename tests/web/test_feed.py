from pathlib import Path

from tests.web.city import SLUG, make_city


def test_everybody_can_keep_what_was_fixed(tmp_path: Path) -> None:
    client = make_city(tmp_path).app.test_client()
    response = client.get("/feed.json")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    document = response.get_json()
    assert [wave["wave"] for wave in document["waves"]] == [SLUG]
    assert document["head"] == document["log"][-1]["hash"]
