"""Every setting: a bad value is one line that names the variable and says what is allowed, and shows no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]
# A value that cannot be meant, and what the line has to say. What takes any text has no wrong one.
WRONG = {
    "DATABASE_URL": ("mysql://x", "sqlite:///FILE or postgresql://"),
    "TELEGRAM_BOT_TOKEN": ("12:ab cd", "BotFather"),
    "TELEGRAM_API_BASE_URL": ("api.telegram.org", "https://"),
    "TELEGRAM_WEBHOOK_SECRET": ("not allowed!", "letters, digits"),
    "TELEGRAM_WEBHOOK_URL": ("/telegram", "https://"),
    "TELEGRAM_MESSAGES_PER_SECOND": ("0", "a number above 0"),
    "TWILIO_PHONE_NUMBER": ("0044 20", "+15005550006"),
    "TWILIO_API_BASE_URL": ("twilio", "https://"),
    "TWILIO_INBOUND": ("sometimes", "one of webhook, poll"),
    "TWILIO_VOICE": ("yes", "one of on, off"),
    "TWILIO_MESSAGES_PER_SECOND": ("many", "a number above 0"),
    "TWILIO_POLL_SECONDS": ("-1", "a number above 0"),
    "PUBLIC_URL": ("example.org", "https://"),
    "SEND_TIMEOUT_SECONDS": ("61", "at most 60"),
    "HTTP_HOST": ("my machine", "127.0.0.1"),
    "HTTP_PORT": ("80808", "a whole number from 1, at most 65535"),
    "METRICS_PORT": ("nine", "a whole number from 1, at most 65535"),
    "OPERATOR_CONTACT": ("me@example.org", "telegram:<chat id> or sms:+"),
    "HEARTBEAT_URL": ("ping", "https://"),
    "STEPDOWN_KEY": ("too-short", "at least 16"),
    "BACKUP_KEEP": ("-1", "a whole number from 0"),
    "SPOOL_MAX_MB": ("0", "a whole number from 1"),
    "LOG_FORMAT": ("xml", "one of console, json"),
    "LOG_LEVEL": ("loud", "one of DEBUG, INFO, WARNING, ERROR"),
    "STEPDOWN_BEAT_SECONDS": ("0", "a number above 0, at most 60"),
}
ANY_TEXT = frozenset(
    {"TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_AUTH_TOKEN_PREVIOUS", "TWILIO_MESSAGING_SERVICE_SID"}
    | {"HANDOVER_KEY", "BACKUP_DIR", "SPOOL_DIR"}
)


def _names() -> set[str]:
    return {(field.alias or name).upper() for name, field in Settings.model_fields.items()}


@pytest.fixture(autouse=True)
def _no_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in _names():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def test_every_setting_is_walked_and_listed_for_people() -> None:
    assert set(WRONG) | ANY_TEXT == _names()
    assert not set(WRONG) & ANY_TEXT
    example = (ROOT / ".env.example").read_text("utf-8")
    listed = {line.partition("=")[0] for line in example.splitlines() if "=" in line and not line.startswith("#")}
    assert listed == _names()


@pytest.mark.parametrize("name", sorted(WRONG))
def test_a_bad_value_is_one_line_that_names_the_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    value, allowed = WRONG[name]
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        load_settings()
    said = str(error.value)
    assert said.startswith(f"{name}: ")
    assert allowed in said
    assert len(said.splitlines()) == 1
    if name in {"TELEGRAM_BOT_TOKEN", "TELEGRAM_WEBHOOK_SECRET", "STEPDOWN_KEY"}:
        assert value not in said


def test_the_example_as_it_is_and_empty_values_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    (Path.cwd() / ".env").write_text((ROOT / ".env.example").read_text("utf-8"), "utf-8")
    read = load_settings()
    bare = Settings(_env_file=None)  # type: ignore[call-arg]
    assert read == bare, "the example shows the defaults"
