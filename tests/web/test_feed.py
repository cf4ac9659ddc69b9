import re
from pathlib import Path

from surveyapp.workflow.close_wave import close
from surveyapp.workflow.key_store import load_wave_key, wave_key_path
from tests.web.city import ANSWERS, DAY, SLUG, Resident, make_city, read


def test_everybody_can_keep_what_was_fixed(tmp_path: Path) -> None:
    client = make_city(tmp_path).app.test_client()
    response = client.get("/feed.json")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    document = response.get_json()
    assert [wave["wave"] for wave in document["waves"]] == [SLUG]
    assert document["head"] == document["log"][-1]["hash"]


def test_a_resident_can_check_that_their_receipt_was_counted(tmp_path: Path) -> None:
    city = make_city(tmp_path)
    resident = Resident(city)
    resident.walk(ANSWERS)
    resident.press("submit")
    match = re.search(r'class="receipt">([^<]+)<', resident.response.text)
    assert match is not None
    receipt = match[1]
    client = city.app.test_client()

    def checked(typed: str) -> tuple[int, str]:
        response = client.post("/check?lang=en", data={"receipt": typed})
        assert response.headers["Cache-Control"] == "no-store"
        assert read(response).buttons
        return response.status_code, response.text

    assert read(client.get("/check?lang=ar")).heading
    assert checked(receipt)[0] == 422
    private = load_wave_key(wave_key_path(city.settings.keys, SLUG), SLUG)
    close(city.store, SLUG, private, on=DAY)
    status, text = checked(receipt.lower().replace("-", " "))
    assert status == 200
    assert "Every kind of question, summer 2026" in text
    assert receipt not in text
    assert "Nurse" not in text
    for wrong in ("", "x" * 10_000, receipt[:-1] + ("2" if receipt[-1] != "2" else "3")):
        assert checked(wrong)[0] == 422
