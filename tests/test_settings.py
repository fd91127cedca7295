"""Settings: which source wins, and one clear line for everything that is wrong, without its value."""

from pathlib import Path

import pytest

from core.settings import Settings, SettingsError
from core.settings_sources import load, names

ROOT = Path(__file__).parent.parent


def test_with_nothing_set_everything_has_a_default(tmp_path: Path) -> None:
    settings = load({}, tmp_path)
    assert settings == Settings(data_dir=tmp_path / ".eventbooker")
    assert (settings.web.port, settings.sandbox.port) == (8080, 8081)
    assert (settings.booking.ttl, settings.scheduler.interval) == (900, 10)
    assert settings.bot_token is None


def test_the_files_in_the_repository_say_the_defaults(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text((ROOT / "config.yaml").read_text())
    (tmp_path / ".env").write_text((ROOT / ".env.example").read_text())
    assert load({}, tmp_path) == Settings(data_dir=tmp_path / ".eventbooker")


def test_every_setting_that_is_no_secret_stands_in_config_yaml() -> None:
    text = (ROOT / "config.yaml").read_text()
    hidden = {"BOT_TOKEN", "DATABASE_URL", "REDIS_URL", "MAIL__PASSWORD", "WEB_SECRET", "DATA_DIR", "SANDBOX__HOST"}
    hidden.add("PROVIDER_TOKEN")
    assert [name for name in names() if name not in hidden and f"{name.lower().split('__')[-1]}:" not in text] == []


def test_the_environment_wins_over_dotenv_and_dotenv_over_yaml(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("web: {port: 1, host: h1, url: 'https://one.example'}\nlanguage: ru\n")
    (tmp_path / ".env").write_text("WEB__PORT=2\nWEB__HOST=h2\n")
    settings = load({"WEB__PORT": "3", "LANGUAGE": ""}, tmp_path)
    assert (settings.web.port, settings.web.host, settings.web.url) == (3, "h2", "https://one.example")
    assert settings.language == "ru"


@pytest.mark.parametrize(
    ("text", "seconds"), [("90", 90), ("90s", 90), ("15m", 900), ("2h", 7200), ("1d", 86400), ("1.5m", 90)]
)
def test_lengths_of_time_have_units(tmp_path: Path, text: str, seconds: float) -> None:
    assert load({"BOOKING__TTL": text}, tmp_path).booking.ttl == seconds


def test_admins_are_telegram_ids(tmp_path: Path) -> None:
    assert load({"ADMINS": "12, 34"}, tmp_path).admins == [12, 34]
    (tmp_path / "config.yaml").write_text("admins: [12]")
    assert load({}, tmp_path).admins == [12]


def test_an_admin_by_username_is_refused_since_names_change_hands(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="Telegram ids"):
        load({"ADMINS": "@anna"}, tmp_path)


def test_gettexts_variable_of_the_same_name_is_left_alone(tmp_path: Path) -> None:
    assert load({"LANGUAGE": "ru_RU:en"}, tmp_path).language == "en"
    assert load({"LANGUAGE": "ru"}, tmp_path).language == "ru"


def test_a_panel_on_all_addresses_is_linked_by_loopback() -> None:
    assert Settings(web={"host": "0.0.0.0", "port": 90}).web_url == "http://127.0.0.1:90"
    assert Settings(web={"url": "https://x.example/"}).web_url == "https://x.example"


@pytest.mark.parametrize(
    ("environ", "named"),
    [
        ({"WEB__PROT": "1"}, "WEB__PROT in the environment: there is no such setting; WEB__PORT is meant?"),
        ({"BOKING__TTL": "1"}, "BOKING__TTL in the environment: there is no such setting; BOOKING__TTL is meant?"),
        ({"WEB_PORT": "1"}, "WEB_PORT in the environment: there is no such setting; WEB__PORT is meant?"),
        ({"DATABASE_URI": "1"}, "DATABASE_URI in the environment: there is no such setting; DATABASE_URL is meant?"),
        ({"WEB__PORT": "many"}, "WEB__PORT in the environment: "),
        ({"WEB__PORT": "65536"}, "WEB__PORT in the environment: "),
        ({"SCHEDULER__INTERVAL": "soon"}, "SCHEDULER__INTERVAL in the environment: should be a length of time"),
        ({"BOOKING__TTL": "10s"}, "BOOKING__TTL in the environment: "),
        ({"BOT_TOKEN": "hush-hush"}, "BOT_TOKEN in the environment: "),
        ({"DATABASE_URL": "mysql://u:hush-hush@h/d"}, "DATABASE_URL in the environment: "),
        ({"ZONE": "Mars/Phobos"}, "ZONE in the environment: "),
        ({"WEB": "hush-hush"}, "The environment can't be read"),
    ],
)
def test_a_wrong_variable_is_one_line_that_names_it(tmp_path: Path, environ: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        load(environ, tmp_path)
    line = str(wrong.value)
    assert line.startswith(named) or (environ.get("WEB") and line.startswith("WEB in the environment"))
    assert "\n" not in line
    assert "hush-hush" not in line


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("config.yaml", "web: {prot: 1}", "WEB__PROT in config.yaml: there is no such setting; WEB__PORT is meant?"),
        ("config.yaml", "foo: 1", "FOO in config.yaml: there is no such setting"),
        ("config.yaml", "language: fr", "LANGUAGE in config.yaml: "),
        ("config.yaml", "- a list", "config.yaml is not YAML"),
        ("config.yaml", "a: b: c", "config.yaml is not YAML, see line 1"),
        (".env", "FOO=1", "FOO in .env: there is no such setting"),
        (".env", "BOT_TOKEN=hush-hush", "BOT_TOKEN in .env: "),
    ],
)
def test_a_wrong_line_in_a_file_is_named_with_its_file(tmp_path: Path, file: str, text: str, named: str) -> None:
    (tmp_path / file).write_text(text)
    with pytest.raises(SettingsError) as wrong:
        load({}, tmp_path)
    assert str(wrong.value).startswith(named)
    assert "hush-hush" not in str(wrong.value)


def test_other_programs_variables_are_theirs(tmp_path: Path) -> None:
    foreign = {"WEB_PORT": "tcp://10.0.0.1:80", "HOSTNAME": "box", "ADMIN": "x", "PGPORT": "5", "DATABASE": "x"}
    assert load(foreign, tmp_path) == load({}, tmp_path)


def test_secrets_do_not_show_themselves(tmp_path: Path) -> None:
    settings = load({"BOT_TOKEN": "12345:hush-hush", "DATABASE_URL": "postgres://u:hush-hush@h/d"}, tmp_path)
    assert "hush-hush" not in repr(settings)
    assert "hush-hush" not in str(settings)
