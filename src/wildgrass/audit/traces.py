"""Traces: what a security member of an export shows, whatever its platform calls the field.

A record's fields are walked; keys and shapes of values say what they are. A value is taken for an address, a number or
a mail address only where it is wholly one, or where its key says so: version numbers look like addresses.
"""

import ipaddress
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import phonenumbers

from wildgrass.audit.subject import Subject

_MASKED: Final = re.compile(r"\+?(\d{1,3})[\s-]?\d{2,4}\*{2,}\d{2,4}")
_MAIL: Final = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[A-Za-z]{2,24}")
_DOMESTIC: Final = frozenset({"wechat", "qq", "weibo"})
_PHONE_KEY: Final = re.compile(r"phone|mobile|\btel|手机|手機|电话|電話|telef|téléphone", re.IGNORECASE)
_ADDRESS_KEY: Final = re.compile(r"(?:^|[\W_a-z])ip(?:$|[\W_A-Z])|^ip|Ip$|IP|地址|address", re.ASCII)
_CARRIER_KEY: Final = re.compile(r"carrier|运营商|電信業者", re.IGNORECASE)
_DEVICE_KEY: Final = re.compile(
    r"^(?:device|model|device_?(?:name|model|type|system|version)|manufacturer|user_?agent|browser|os_?type|platform|client)$"
    r"|设备|裝置|机型|型号",
    re.IGNORECASE,
)
_UNSAID: Final = frozenset({"", "n/a", "none", "null", "unknown", "-", "auth", "未知"})
_INFERRED_KEY: Final = re.compile(
    r"^(?:name|language|gender|value|age|inferredAge|interest|category)", re.IGNORECASE
)
_SMS_KEY: Final = re.compile(r"sms|messaging_?device|短信|簡訊", re.IGNORECASE)
_NAME_KEY: Final = re.compile(
    r"full_?name|real_?name|birth|birthday|id_?card|姓名|生日|身份证|身分證|实名|實名", re.IGNORECASE
)
_ADVERTISER_KEY: Final = re.compile(r"advertiser_?name|advertiser$", re.IGNORECASE)
_SCOPE_KEY: Final = re.compile(r"permission|(?:^|\.)scopes?$|权限|權限", re.IGNORECASE)
_ACCOUNT_KINDS: Final = frozenset({"account", "phone", "email", "login", "device", "profile"})
_ADDRESS_KINDS: Final = frozenset({"login", "device", "account", "activity", "token"})
_OFF_PLATFORM: Final = re.compile(r"[:-]off[-_]|your_activity_off|off_facebook|off_meta")
WITHHELD: Final = frozenset(
    {
        "account",
        "login",
        "device",
        "token",
        "app",
        "contact",
        "phone",
        "email",
        "inference",
        "ad",
        "commerce",
        "activity",
    }
)


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace: of what kind, its value, and more about it such as what an app may do."""

    kind: str
    value: str
    more: str = ""


def traces(subject: Subject) -> Iterator[Trace]:
    """Yield what a record of a withheld kind shows."""
    extra = subject.more()
    fields = list(_walk(extra, ""))
    whole = subject.title or subject.text
    if subject.kind == "contact":
        yield Trace("contact", _other_person(subject, fields))
        return
    if subject.kind == "app":
        yield Trace(
            "app",
            whole or _first_name(fields) or _first_value(fields) or subject.id,
            "; ".join(_scopes(fields)),
        )
    elif subject.kind == "inference":
        named = [value for key, value in fields if _INFERRED_KEY.search(key.rpartition(".")[2])]
        yield from (
            Trace("inference", value) for value in named or [whole or _first_value(fields) or subject.id]
        )
    elif subject.kind == "ad":
        yield from _advertising(subject, fields, whole)
    elif subject.kind == "token" or any(key.endswith("quarantined") for key, _ in fields):
        yield Trace("token", subject.origin.member or subject.id)
    if subject.kind == "commerce":
        yield Trace("real-name", "payment record")
    if subject.kind in _ACCOUNT_KINDS:
        yield from _account(subject, fields, whole)
    if subject.kind in _ADDRESS_KINDS:
        yield from (Trace("address", value) for key, value in fields if _is_address(key, value))


def _account(subject: Subject, fields: list[tuple[str, str]], whole: str) -> Iterator[Trace]:
    is_domestic = subject.source in _DOMESTIC
    said = [*fields, ("", whole)] if whole else fields
    for key, value in said:
        name = f"phone {key}" if subject.kind == "phone" else key
        yield from (Trace("phone", number) for number in phones(name, value, is_domestic=is_domestic))
        yield from (Trace("email", address.casefold()) for address in _MAIL.findall(value))
        if _CARRIER_KEY.search(key) and value.casefold() not in _UNSAID:
            yield Trace("carrier", value)
        if _SMS_KEY.search(key):
            yield Trace("sms-login", "text messages")
        if _NAME_KEY.search(key) and value:
            yield Trace("real-name", key.rpartition(".")[2])
    if subject.kind in {"device", "login"}:
        about = [
            value
            for key, value in fields
            if _DEVICE_KEY.search(key.rpartition(".")[2].replace(" ", "_")) and not value.isdigit()
        ]
        if subject.kind == "device" and not about:
            about = [whole or _first_value(fields)]
        yield from (Trace("device", value[:200]) for value in about if value.casefold() not in _UNSAID)


def _advertising(subject: Subject, fields: list[tuple[str, str]], whole: str) -> Iterator[Trace]:
    if _OFF_PLATFORM.search(subject.id) or _OFF_PLATFORM.search(subject.origin.member):
        yield Trace("off-platform", whole or _first_name(fields) or subject.id)
        return
    named = [value for key, value in fields if _ADVERTISER_KEY.search(key)] or (
        [whole] if subject.title else []
    )
    yield from (Trace("advertiser", value) for value in dict.fromkeys(named) if value)


def phones(key: str, value: str, *, is_domestic: bool) -> Iterator[str]:
    """Yield the numbers in a field in E.164 form, or "+86*" where the platform itself hides the number."""
    if len(value) > 200:
        return
    hidden = _MASKED.search(value)
    if hidden and _PHONE_KEY.search(f"{key} {value}"):
        yield f"+{hidden[1]}*" if value.lstrip().startswith("+") or hidden[0].startswith("+") else "*"
        return
    if "+" not in value and not _PHONE_KEY.search(key):
        return
    region = "CN" if is_domestic else None
    # "possible" and not "valid": an export's own field is believed, and plans of numbers change
    for found in phonenumbers.PhoneNumberMatcher(value, region, leniency=phonenumbers.Leniency.POSSIBLE):
        yield phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164)


def phone_country(number: str) -> str | None:
    """Return the ISO 3166 code of a number's country, None where the number does not say."""
    if number.endswith("*"):
        code = number[1:-1]
        return phonenumbers.region_code_for_country_code(int(code)) if code else None
    parsed = phonenumbers.parse(number)
    country: str | None = phonenumbers.region_code_for_number(parsed)
    return country or phonenumbers.region_code_for_country_code(parsed.country_code or 0)


def shown_number(number: str) -> str:
    """Return a number as far as a report shows it: its beginning and its last two digits."""
    return number if number.endswith("*") else f"{number[:3]}…{number[-2:]}"


def _is_address(key: str, value: str) -> bool:
    if not 2 < len(value) < 46 or not (_ADDRESS_KEY.search(key) or value.count(".") == 3 or ":" in value):
        return False
    try:
        ipaddress.ip_address(value.strip())
    except ValueError:
        return False
    return True


def _other_person(subject: Subject, fields: list[tuple[str, str]]) -> str:
    if subject.target is not None:
        return subject.target.key
    named = [value for key, value in fields if _PHONE_KEY.search(key) or "@" in value or "contact" in key]
    return named[0] if named else _first_value(fields) or subject.id


def _scopes(fields: list[tuple[str, str]]) -> list[str]:
    return [value for key, value in fields if _SCOPE_KEY.search(key) and value]


def _first_name(fields: list[tuple[str, str]]) -> str:
    return next((value for key, value in fields if key.rpartition(".")[2].casefold() == "name" and value), "")


def _first_value(fields: list[tuple[str, str]]) -> str:
    return next((value for _, value in fields if value), "")


def _walk(value: Any, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _walk(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, key)
    elif value is not None and value is not False:
        yield key, str(value)
