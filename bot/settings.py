"""Every knob, from environment variables or a `.env` file. A wrong value is one line that names the variable."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


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

    @field_validator("public_url", "twilio_api_base_url", "heartbeat_url")
    @classmethod
    def _is_http(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("a URL such as https://example.org")
        return value

    @field_validator("operator_contact")
    @classmethod
    def _is_a_contact(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"telegram:-?\d{1,20}|sms:\+\d{5,15}", value):
            raise ValueError("telegram:<chat id> or sms:+<number>")
        return value


def load_settings() -> Settings:
    """Read the settings. Raises SettingsError naming the first variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper()
        says = str(first["msg"]).removeprefix("Value error, ")
        raise SettingsError(f"{name}: {says}") from None
