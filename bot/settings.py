"""Every knob, from environment variables or a `.env` file. A wrong value is one line that names the variable."""

from __future__ import annotations

import re
from typing import Literal, get_args, get_origin

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_LEAST_KEY = 16


class SettingsError(Exception):
    """A setting that cannot be used; the text names the variable and what is allowed."""


class Settings(BaseSettings):
    """What `.env.example` lists, with the same defaults. Empty values count as not set."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True)

    database_url: str = "sqlite:///stepdown.db"
    telegram_bot_token: SecretStr | None = None
    telegram_api_base_url: str = "https://api.telegram.org"
    telegram_webhook_secret: SecretStr | None = None
    telegram_webhook_url: str | None = None
    telegram_messages_per_second: float = Field(default=25, gt=0, le=1000)
    twilio_account_sid: str | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_auth_token_previous: SecretStr | None = None
    twilio_phone_number: str | None = None
    twilio_messaging_service_sid: str | None = None
    twilio_api_base_url: str = "https://api.twilio.com"
    twilio_inbound: Literal["webhook", "poll"] = "webhook"
    twilio_voice: Literal["on", "off"] = "off"
    twilio_messages_per_second: float | None = Field(default=None, gt=0, le=1000)
    twilio_poll_seconds: float = Field(default=3, gt=0, le=300)
    public_url: str | None = None
    send_timeout_seconds: float = Field(default=10, gt=0, le=60)
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=8080, ge=1, le=65535)
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    operator_contact: str | None = None
    heartbeat_url: str | None = None
    stepdown_key: SecretStr | None = None
    handover_key: SecretStr | None = None
    backup_dir: str | None = None
    backup_keep: int = Field(default=14, ge=0, le=1000)
    spool_dir: str | None = None
    spool_max_mb: int = Field(default=64, ge=1, le=10_000)
    log_format: Literal["console", "json"] = "console"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    beat_seconds: float = Field(default=1.0, gt=0, le=60, alias="STEPDOWN_BEAT_SECONDS")

    @field_validator("database_url")
    @classmethod
    def _is_a_url(cls, value: str) -> str:
        if not value.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")):
            raise ValueError("sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME")
        return value

    @field_validator(
        "public_url", "telegram_api_base_url", "telegram_webhook_url", "twilio_api_base_url", "heartbeat_url"
    )
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"https?://[^\s/]+\S*", value):
            raise ValueError("a URL such as https://example.org")
        return value

    @field_validator("telegram_bot_token")
    @classmethod
    def _is_a_bots_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and re.search(r"[\s/]", value.get_secret_value()):
            raise ValueError("the token as BotFather shows it, digits:letters")
        return value

    @field_validator("telegram_webhook_secret")
    @classmethod
    def _is_a_secret(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
            raise ValueError("1 to 256 letters, digits, _ and -, as Telegram wants it")
        return value

    @field_validator("twilio_phone_number")
    @classmethod
    def _is_a_number(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"\+\d{5,15}|\d{3,8}", value, re.ASCII):
            raise ValueError("a number such as +15005550006, or a short code")
        return value

    @field_validator("http_host")
    @classmethod
    def _is_a_host(cls, value: str) -> str:
        if not re.fullmatch(r"[A-Za-z0-9.:_-]+", value):
            raise ValueError("an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all")
        return value

    @field_validator("stepdown_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        keys = re.split(r"[,\s]+", value.get_secret_value().strip(", ")) if value is not None else []
        if any(len(key) < _LEAST_KEY for key in keys):
            raise ValueError(f"at least {_LEAST_KEY} characters without blanks; several keys with commas between")
        return value

    @field_validator("operator_contact")
    @classmethod
    def _is_a_contact(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"telegram:-?\d{1,20}|sms:\+\d{5,15}", value):
            raise ValueError("telegram:<chat id> or sms:+<number>")
        return value


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError naming the first variable that is wrong, and what is allowed."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        says = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name.upper()}: {_allowed(name) or says}") from None


def _allowed(name: str) -> str | None:
    """What a number or a word may be; None where the field's own check says so."""
    fields = {(field.alias or each).casefold(): field for each, field in Settings.model_fields.items()}
    field = fields[name.casefold()]
    if get_origin(field.annotation) is Literal:
        return f"one of {', '.join(get_args(field.annotation))}"
    bounds = {type(each).__name__: getattr(each, type(each).__name__.casefold(), None) for each in field.metadata}
    if not bounds:
        return None
    kind = "a whole number" if field.annotation in (int, int | None) else "a number"
    low = f"from {bounds['Ge']}" if "Ge" in bounds else f"above {bounds['Gt']}"
    return f"{kind} {low}, at most {bounds['Le']}"
