"""Settings: read whole from the environment, refused all at once."""

from __future__ import annotations

from dataclasses import replace
from ipaddress import ip_network
from pathlib import Path

import pytest

from surveyapp.config import SETTINGS, load_settings, practice_settings
from surveyapp.errors import InputError


def test_without_any_variable_every_setting_has_its_default() -> None:
    settings = load_settings({})
    assert not settings.https
    assert not settings.desk
    assert settings.proxies == (ip_network("127.0.0.1"), ip_network("::1"))
    assert settings.bind == "127.0.0.1:5000"


def test_everything_that_cannot_be_read_is_named_at_once_with_its_remedy() -> None:
    wrong = {
        "SURVEYAPP_HTTPS": "perhaps",
        "SURVEYAPP_DESK": "2",
        "SURVEYAPP_WORKERS": "none",
        "SURVEYAPP_KIOSK_IDLE": "5",
        "SURVEYAPP_PROXIES": "10.0.0.0/24, proxy.example",
        "DATABASE_URL": "mysql://x",
    }
    with pytest.raises(InputError) as refused:
        load_settings(wrong)
    assert {problem.where for problem in refused.value.problems} == set(wrong)
    assert all(problem.remedies for problem in refused.value.problems)


def test_a_server_behind_tls_is_no_desk_of_staff() -> None:
    with pytest.raises(InputError, match="second"):
        load_settings({"SURVEYAPP_HTTPS": "yes", "SURVEYAPP_DESK": "yes"})
    assert load_settings({"SURVEYAPP_DESK": "yes"}).desk


def test_whoever_practises_is_at_the_desk_but_never_behind_tls() -> None:
    settings = load_settings({})
    assert practice_settings(settings, Path("city")).desk
    assert not practice_settings(replace(settings, https=True), Path("city")).desk


def test_proxies_may_be_networks_of_either_kind() -> None:
    settings = load_settings({"SURVEYAPP_PROXIES": "10.0.0.0/24, fd00::/8"})
    assert settings.proxies == (ip_network("10.0.0.0/24"), ip_network("fd00::/8"))


def test_every_setting_says_what_it_is_for() -> None:
    assert all(setting.help and setting.name.isupper() for setting in SETTINGS)


def test_any_setting_can_be_given_as_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "database-url"
    secret.write_text("postgresql://survey:canary@host/city\n")
    settings = load_settings({"DATABASE_URL_FILE": str(secret)})
    assert settings.database_url == "postgresql://survey:canary@host/city"
    key = tmp_path / "key"
    key.write_text("surveyapp server key\nff\n")
    held = load_settings({"SURVEYAPP_SERVER_KEY_FILE": str(key)})
    assert held.server_key == "surveyapp server key\nff"
    assert "server key" not in repr(held), "a secret is in no message"
    assert practice_settings(held, tmp_path).server_key == ""


def test_a_setting_given_twice_or_in_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    given = {
        "DATABASE_URL": "sqlite:///x",
        "DATABASE_URL_FILE": "y",
        "SURVEYAPP_CITY_FILE": str(tmp_path / "binary"),
        "SURVEYAPP_BIND_FILE": str(tmp_path / "none"),
    }
    with pytest.raises(InputError) as refused:
        load_settings(given)
    where = ["DATABASE_URL", "SURVEYAPP_CITY_FILE", "SURVEYAPP_BIND_FILE"]
    assert [problem.where for problem in refused.value.problems] == where
    assert all(problem.remedies for problem in refused.value.problems)
