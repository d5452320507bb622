"""The HTTP routes, as strangers and providers see them: nothing that is not signed is stored, and nothing gives a 500."""

from __future__ import annotations

import hashlib
import hmac
import json
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from urllib.parse import quote

import httpx
import pytest

from bot.media import MediaError, Pictures, open_pictures
from bot.pages.drawing import Picture
from scheduler.clock import StandingClock
from scheduler.domain.message import MessageState
from scheduler.domain.people import Reach
from scheduler.tick import show_alive
from tests.adapters.ports import free_port
from tests.adapters.sms_house import ANN, BEN, NOW, SmsHouse, open_sms_house, served
from tests.adapters.twilio_peer import NUMBER, SID, TOKEN, TwilioPeer, form_body, sign

SECRET = "a-secret-of-telegrams"


@pytest.fixture
def sms(sqlite_url: str) -> Iterator[SmsHouse]:
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now, f"http://127.0.0.1:{free_port()}") as peer,
        open_sms_house(
            sqlite_url,
            peer,
            clock,
            twilio_auth_token_previous="9" * 32,
            telegram_bot_token="1234:" + "a" * 35,
            telegram_webhook_secret=SECRET,
        ) as made,
        served(made),
    ):
        yield made


def post(sms: SmsHouse, path: str, body: bytes, headers: dict[str, str] | None = None) -> httpx.Response:
    given = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
    with httpx.Client(trust_env=False, verify=False) as client:
        return client.post(f"{sms.peer.public_url}{path}", content=body, headers=given)


def get(sms: SmsHouse, path: str) -> httpx.Response:
    with httpx.Client(trust_env=False, verify=False) as client:
        return client.get(f"{sms.peer.public_url}{path}")


def test_a_text_is_stored_once_and_answered_with_nothing_to_say(sms: SmsHouse) -> None:
    for _ in range(3):
        answer = sms.peer.texts(ANN, "hello", sid="SM" + "1" * 32)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"].startswith("text/xml")
        assert answer.text.endswith("<Response/>")
    assert sms.inbox() == 1


def test_fields_that_nobody_knows_yet_do_no_harm(sms: SmsHouse) -> None:
    assert sms.peer.texts(ANN, "hello & héllo ✓ = %", FutureField="x", Blank="").status_code == 200
    assert sms.inbox() == 1


@pytest.mark.parametrize("signature", [None, "", "wrong", "x" * 28, "é" * 28])
def test_without_the_right_signature_nothing_is_stored(sms: SmsHouse, signature: str | None) -> None:
    headers = [] if signature is None else [(b"X-Twilio-Signature", signature.encode())]
    with httpx.Client(trust_env=False, verify=False) as client:
        answer = client.post(
            f"{sms.peer.public_url}/twilio/sms",
            data={"From": ANN, "Body": "SOS", "MessageSid": "SM1", "To": NUMBER},
            headers=headers,
        )
    assert answer.status_code == 403
    assert sms.inbox() == 0


def test_a_signature_of_another_body_url_or_algorithm_is_wrong(sms: SmsHouse) -> None:
    form = {"From": ANN, "Body": "1", "MessageSid": "SM1"}
    url = f"{sms.peer.public_url}/twilio/sms"
    right = sign(url, form.items(), TOKEN)
    sha256 = hmac.new(TOKEN.encode(), (url + "Body1From" + ANN + "MessageSidSM1").encode(), hashlib.sha256).hexdigest()
    settings = {"X-Twilio-Webhooks-Signature-Settings": "key=x,algorithm=HMAC_SHA256"}
    assert post(sms, "/twilio/sms", form_body({**form, "Body": "2"}), {"X-Twilio-Signature": right}).status_code == 403
    assert post(sms, "/twilio/sms?a=1", form_body(form), {"X-Twilio-Signature": right}).status_code == 403
    assert post(sms, "/twilio/sms", form_body(form), {"X-Twilio-Signature": sha256, **settings}).status_code == 403
    elsewhere = sign("http://evil.example/twilio/sms", form.items(), TOKEN)
    fooled = {"X-Twilio-Signature": elsewhere, "Host": "evil.example", "X-Forwarded-Host": "evil.example"}
    assert post(sms, "/twilio/sms", form_body(form), fooled).status_code == 403
    assert sms.inbox() == 0
    assert post(sms, "/twilio/sms", form_body(form), {"X-Twilio-Signature": right}).status_code == 200
    assert sms.inbox() == 1


def test_the_query_is_signed_with_the_rest(sms: SmsHouse) -> None:
    assert sms.peer.call("/twilio/sms?tag=a%20b", {"From": ANN, "Body": "x", "MessageSid": "SM7"}).status_code == 200


def test_the_previous_token_still_counts_while_it_is_rotated(sms: SmsHouse) -> None:
    form = {"From": ANN, "Body": "1", "MessageSid": "SM1"}
    assert sms.peer.call("/twilio/sms", form, token="9" * 32).status_code == 200
    assert sms.peer.call("/twilio/sms", form, token="8" * 32).status_code == 403


def test_what_is_signed_and_malformed_is_refused(sms: SmsHouse) -> None:
    whole = {"From": ANN, "Body": "1", "MessageSid": "SM1"}
    for name in whole:
        assert sms.peer.call("/twilio/sms", {k: v for k, v in whole.items() if k != name}).status_code == 400
    for name, value in (
        ("From", "nobody"),
        ("From", ""),
        ("From", "+1"),
        ("MessageSid", ""),
        ("MessageSid", "a b" * 99),
    ):
        assert sms.peer.call("/twilio/sms", {**whole, name: value}).status_code == 400, (name, value)
    assert sms.peer.call("/twilio/sms", {}).status_code == 400
    assert sms.inbox() == 0


def test_a_stray_json_body_is_not_signed(sms: SmsHouse) -> None:
    body = json.dumps({"From": ANN, "Body": "SOS", "MessageSid": "SM1"}).encode()
    url = f"{sms.peer.public_url}/twilio/sms"
    hashed = f"/twilio/sms?bodySHA256={hashlib.sha256(body).hexdigest()}"
    kind = {"Content-Type": "application/json"}
    assert post(sms, "/twilio/sms", body, kind).status_code == 403
    assert post(sms, "/twilio/sms", body, {**kind, "X-Twilio-Signature": sign(url, [], TOKEN)}).status_code == 403
    assert post(sms, hashed, body, {**kind, "X-Twilio-Signature": "x"}).status_code == 403


def test_a_long_body_is_not_read(sms: SmsHouse) -> None:
    long = b"Body=" + b"x" * 70_000
    for path in ("/twilio/sms", "/twilio/status/1", "/telegram"):
        assert post(sms, path, long).status_code == 413
    with httpx.Client(trust_env=False, verify=False) as client:
        chunks = client.post(f"{sms.peer.public_url}/twilio/sms", content=(b"x" * 1000 for _ in range(80)))
        assert chunks.status_code == 413
    assert sms.inbox() == 0


def test_what_is_sent_beside_a_body_has_an_end_too(sms: SmsHouse) -> None:
    assert sms.peer.public_url is not None
    host, port = sms.peer.public_url.removeprefix("http://").split(":")
    chunked = b"POST /telegram HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    for begin in (b"GET /", b"GET /health HTTP/1.1\r\nX: ", b"GET /health HTTP/1.1\r\nA: b\r\nX", chunked + b"X: "):
        with socket.create_connection((host, int(port)), timeout=20) as connection:
            connection.sendall(begin)
            # Either it still hears the answer, or it is cut off in the middle of its words.
            with suppress(ConnectionResetError, BrokenPipeError):
                connection.sendall(b"x" * 200_000)
                assert connection.recv(1000).startswith(b"HTTP/1.1 400"), begin
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        # One after the other on one connection, with more in all than one of them may have.
        for _ in range(5):
            connection.sendall(b"GET /nowhere HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 30_000 + b"\r\n\r\n")
            answer = b""
            while not answer.endswith(b"Not Found"):
                answer += connection.recv(1000)
            assert answer.startswith(b"HTTP/1.1 404")
    assert sms.inbox() == 0


def test_garbage_never_gives_an_error_of_ours(sms: SmsHouse) -> None:
    chance = random.Random(7)
    for path in ("/twilio/sms", "/twilio/status/1", "/telegram", "/media/x", "/health", "/nothing"):
        for size in (0, 1, 300, 3000):
            body = chance.randbytes(size)
            signed = {"X-Twilio-Signature": sign(f"{sms.peer.public_url}{path}", [], TOKEN)}
            headers = {"X-Telegram-Bot-Api-Secret-Token": SECRET, **signed}
            assert post(sms, path, body, headers).status_code in (400, 403, 404, 405), (path, size)
    assert sms.inbox() == 0


def test_telegrams_secret_is_compared_on_bytes(sms: SmsHouse) -> None:
    update = json.dumps({"update_id": 1}).encode()
    for secret in (b"", b"wrong", "é".encode(), SECRET.encode() + b"x"):
        with httpx.Client(trust_env=False, verify=False) as client:
            answer = client.post(
                f"{sms.peer.public_url}/telegram",
                content=update,
                headers=[(b"X-Telegram-Bot-Api-Secret-Token", secret)],
            )
        assert answer.status_code == 403
    assert post(sms, "/telegram", update, {"X-Telegram-Bot-Api-Secret-Token": SECRET}).status_code == 200
    assert post(sms, "/telegram", b"no update", {"X-Telegram-Bot-Api-Secret-Token": SECRET}).status_code == 400


def test_without_telegram_there_is_no_such_route(sqlite_url: str) -> None:
    clock = StandingClock(NOW)
    with (
        TwilioPeer(clock.now, f"http://127.0.0.1:{free_port()}") as peer,
        open_sms_house(sqlite_url, peer, clock) as made,
        served(made),
    ):
        assert post(made, "/telegram", b"{}").status_code == 404


def test_health_tells_whether_database_and_scheduler_are_at_work(sms: SmsHouse) -> None:
    assert get(sms, "/health").status_code == 503
    show_alive(sms.house.store, sms.clock.now())
    answer = get(sms, "/health")
    assert (answer.status_code, answer.json()["ok"], answer.json()["last_tick_age_s"]) == (200, True, 0)
    sms.clock.leap(timedelta(minutes=5))
    answer = get(sms, "/health")
    assert (answer.status_code, answer.json()["scheduler"], answer.json()["database"]) == (503, False, True)


def test_metrics_are_prometheus_and_name_nobody(sms: SmsHouse) -> None:
    sms.peer.texts(ANN, "hello")
    said = get(sms, "/metrics").text
    assert 'stepdown_http_requests_total{route="sms",status="200"} 1.0' in said
    assert "stepdown_inbox_waiting 1.0" in said
    assert ANN not in said
    assert ANN[1:] not in said


def _draw(what: str, patient_id: int, now: datetime) -> Picture:
    return Picture(f"{what} {patient_id}".encode(), "image/png", "chart.png")


def test_a_picture_has_an_address_that_expires(sms: SmsHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    pictures = Pictures("k" * 32, "https://bot.example.org", _draw)
    url = pictures.url("chart", 7, NOW)
    token = url.rpartition("/")[2]
    assert url.startswith("https://bot.example.org/media/")
    assert pictures.open(token).data == b"chart 7"
    for wrong, status in (
        (token[:-1], 403),
        ("x" * 600, 403),
        (Pictures("j" * 32, "https://a").url("chart", 7, NOW)[16:], 403),
    ):
        with pytest.raises(MediaError) as error:
            pictures.open(wrong)
        assert error.value.status == status
    monkeypatch.setattr("bot.media.EXPIRES_AFTER_S", -1)
    with pytest.raises(MediaError) as error:
        pictures.open(token)
    assert error.value.status == 410
    assert get(sms, "/media/" + quote("a.b.c")).status_code == 403
    unknown = open_pictures(sms.house.settings).url("no-such", 1, NOW).removeprefix(sms.peer.public_url or "")
    assert get(sms, unknown).status_code in (404, 410)


def test_strangers_get_no_answer_but_to_start_and_red_words(sms: SmsHouse) -> None:
    sms.peer.texts(ANN, "hello there")
    sms.runner.run(sms.house.beat())
    assert sms.peer.asked == []
    sms.peer.texts(ANN, "there are spiders on the wall and he is having a seizure")
    sms.runner.run(sms.house.beat())
    assert len(sms.peer.to(ANN)) == 1
    sms.peer.texts(BEN, "START")
    sms.runner.run(sms.house.beat())
    (welcome,) = sms.peer.to(BEN)
    assert "Text OK" in welcome
    assert sms.reach(BEN) is Reach.NEW
    sms.peer.texts(BEN, "OK")
    sms.runner.run(sms.house.beat())
    assert sms.reach(BEN) is Reach.ON


def test_a_stranger_cannot_make_us_send_without_end(sms: SmsHouse) -> None:
    for _ in range(40):
        assert sms.peer.texts(ANN, "START").status_code == 200
    assert sms.inbox() == 20
    assert sms.peer.texts(BEN, "START").status_code == 200
    assert sms.inbox() == 21


@pytest.mark.parametrize("word", ["STOP", "Stopall", "unsubscribe", "CANCEL", "END", "Quit", "REVOKE", "OPTOUT"])
def test_each_word_that_ends_texts_ends_them(sms: SmsHouse, word: str) -> None:
    sms.cares(sms.person(BEN, "Ben"), sms.person(ANN, "Ann", patient=True))
    sms.peer.texts(ANN, word)
    sms.runner.run(sms.house.beat())
    (last,) = sms.peer.to(ANN)
    assert "This does not mean stop your medicine" in last
    assert sms.reach(ANN) is Reach.OFF
    own = sms.queue(ANN)
    sms.runner.run(sms.house.beat())
    assert sms.state(own) is MessageState.DROPPED
    sms.peer.texts(ANN, "1")
    sms.runner.run(sms.house.beat())
    assert len(sms.peer.to(ANN)) == 1
    sms.peer.texts(ANN, "START")
    sms.runner.run(sms.house.beat())
    assert sms.reach(ANN) is Reach.ON
    assert len(sms.peer.to(ANN)) == 2


def test_an_opt_out_that_twilio_understood_is_one_whatever_the_word(sms: SmsHouse) -> None:
    sms.person(ANN, "Ann", patient=True)
    sms.peer.blocked.add(ANN)
    sms.peer.texts(ANN, "arret", OptOutType="STOP", AccountSid=SID)
    sms.runner.run(sms.house.beat())
    sms.runner.run(sms.house.beat())
    assert sms.reach(ANN) is Reach.OFF
    assert len(sms.peer.asked) == 1, "the last words are tried once"
