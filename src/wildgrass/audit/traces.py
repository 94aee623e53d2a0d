"""Traces: what a security member of an export shows, whatever its platform calls the field.

A record's fields are walked; keys and shapes of values say what they are. A value is taken for an address, a number or
a mail address only where it is wholly one, or where its key says so: version numbers look like addresses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import phonenumbers

from wildgrass.audit.addresses import address_number
from wildgrass.audit.subject import Subject

_DIGITS: Final = re.compile(r"\d")
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
_BESIDE: Final = frozenset({"timestamp", "href"})
"""What Meta writes beside a value, whatever the value is."""
_NAMES: Final = frozenset({"name", "appnames"})
_UNSAID: Final = frozenset({"", "n/a", "none", "null", "unknown", "-", "auth", "未知"})
_INFERRED_KEY: Final = re.compile(
    r"^(?:name|language|gender|value|age|inferredAge|interest|category|shows|locationHistory)", re.IGNORECASE
)
_SMS_KEY: Final = re.compile(r"sms|messaging_?device|短信|簡訊", re.IGNORECASE)
_NAME_KEY: Final = re.compile(
    r"(?:full|real|first|last)[_ ]?name|birth|birthday|id_?card|姓名|生日|身份证|身分證|实名|實名"
    r"|string_map_data\.(?:name|nom|nombre|nome|naam|nama|imię|isim|имя|tên|이름|名前|名字|名稱|名称)(?:\.value)?$",
    re.IGNORECASE,
)
_ADVERTISER_KEY: Final = re.compile(r"advertiser_?name|advertiser$", re.IGNORECASE)
_SCOPE_KEY: Final = re.compile(r"permission|(?:^|\.)scopes?$|权限|權限", re.IGNORECASE)
_ACCOUNT_KINDS: Final = frozenset({"account", "phone", "email", "login", "device", "profile"})
_ADDRESS_KINDS: Final = frozenset({"login", "device", "account", "activity", "token"})
_OFF_PLATFORM: Final = re.compile(r"[:-]off[-_]|your_activity_off|off_facebook|off_meta|-conversions-")
_OFF_NAMES: Final = ("name", "advertisername", "applicationname", "source", "conversionurl")
_UPLOADER_KEY: Final = re.compile(r"(?:^|\.)(?:advertisers|\w+Advertisers)$")
_INTEREST_KEY: Final = re.compile(r"interest", re.IGNORECASE)
_ADS_SEEN: Final = re.compile(r"/impressions_history_ads_(?:seen|clicked)\b")
_SITE_KEY: Final = re.compile(r"(?:^|\.)domain_name$")
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


_LONGEST_KEY: Final = 200


@dataclass(frozen=True, slots=True)
class _Nature:
    """What a key says of its value; `told` is its own name."""

    told: str
    names_phone: bool
    names_address: bool
    names_carrier: bool
    names_person: bool
    names_device: bool
    names_advertiser: bool
    names_scope: bool
    names_uploader: bool
    names_interest: bool
    names_site: bool
    infers: bool
    tells_of_messages: bool


@lru_cache(maxsize=4096)  # the same keys stand in record after record
def _nature(key: str) -> _Nature:
    *before, last = key.split(".")
    told = before[-1] if before and last == "value" else last  # Meta: {"User Agent": {"value": …}}
    return _Nature(
        told=told,
        names_phone=bool(_PHONE_KEY.search(key)),
        names_address=bool(_ADDRESS_KEY.search(key)),
        names_carrier=bool(_CARRIER_KEY.search(key)),
        names_person=bool(_NAME_KEY.search(key)) and last not in _BESIDE,
        names_device=bool(_DEVICE_KEY.search(told.replace(" ", "_"))),
        names_advertiser=bool(_ADVERTISER_KEY.search(key)),
        names_scope=bool(_SCOPE_KEY.search(key)),
        names_uploader=bool(_UPLOADER_KEY.search(key)),
        names_interest=bool(_INTEREST_KEY.search(last)),
        names_site=bool(_SITE_KEY.search(key)),
        infers=bool(_INFERRED_KEY.search(last)),
        tells_of_messages=bool(_SMS_KEY.search(key)),
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
    fields = _walked(extra, "", [])
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
        yield from (Trace("advertiser", value) for key, value in fields if _nature(key).names_uploader)
        named = [value for key, value in fields if _nature(key).infers]
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
        for number in phones(name, value, is_domestic=is_domestic):
            yield Trace("phone", number)
        if "@" in value:
            yield from (Trace("email", address.casefold()) for address in _MAIL.findall(value))
        nature = _nature(key)
        if nature.names_carrier and value.casefold() not in _UNSAID:
            yield Trace("carrier", value)
        if nature.names_site and subject.kind == "login":
            yield Trace("app", value)
        if nature.tells_of_messages:
            yield Trace("sms-login", "SMS")
        if nature.names_person and value:
            yield Trace("real-name", nature.told)
    if subject.kind in {"device", "login"}:
        about = [value for key, value in fields if _nature(key).names_device and not value.isdigit()]
        if subject.kind == "device":
            about = list(dict.fromkeys([*filter(None, [_first_name(fields)]), *about])) or [
                whole or _first_value(fields)
            ]
        yield from (Trace("device", value[:200]) for value in about if value.casefold() not in _UNSAID)


def _advertising(subject: Subject, fields: list[tuple[str, str]], whole: str) -> Iterator[Trace]:
    if _OFF_PLATFORM.search(subject.id) or _OFF_PLATFORM.search(subject.origin.member):
        by_key = {key.rpartition(".")[2].casefold(): value for key, value in reversed(fields)}
        name = next((by_key[name] for name in _OFF_NAMES if by_key.get(name)), "")
        yield Trace("off-platform", whole or name or subject.id)
        return
    for key, value in fields:
        if _nature(key).names_interest:
            yield from (Trace("inference", one.strip()) for one in value.split("|") if one.strip())
    named = [value for key, value in fields if _nature(key).names_advertiser] or (
        [whole] if subject.title else _seen_beside(subject, fields)
    )
    yield from (Trace("advertiser", value) for value in dict.fromkeys(named) if value)


def _seen_beside(subject: Subject, fields: list[tuple[str, str]]) -> list[str]:
    """Return whose ad Instagram says was seen: the first value, whatever the language calls its key."""
    if not _ADS_SEEN.search(subject.origin.pointer):
        return []
    return next(([value] for key, value in fields if key.endswith(".value") and value), [])


def phones(key: str, value: str, *, is_domestic: bool) -> Sequence[str]:
    """Return the numbers in a field in E.164 form, or "+86*" where the platform itself hides the number."""
    if len(value) > 200 or not _DIGITS.search(value):
        return ()
    return _phones(value, is_named=_nature(key).names_phone, is_domestic=is_domestic)


@lru_cache(maxsize=4096)  # the same number stands in record after record
def _phones(value: str, *, is_named: bool, is_domestic: bool) -> Sequence[str]:
    hidden = _MASKED.search(value)
    if hidden and (is_named or _PHONE_KEY.search(value)):
        return (f"+{hidden[1]}*" if value.lstrip().startswith("+") or hidden[0].startswith("+") else "*",)
    if "+" not in value and not is_named:
        return ()
    region = "CN" if is_domestic else None
    # "possible" and not "valid": an export's own field is believed, and plans of numbers change
    found = phonenumbers.PhoneNumberMatcher(value, region, leniency=phonenumbers.Leniency.POSSIBLE)
    form = phonenumbers.PhoneNumberFormat.E164
    return tuple(phonenumbers.format_number(one.number, form) for one in found)


@lru_cache(maxsize=4096)
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
    if not 2 < len(value) < 46 or not (_nature(key).names_address or value.count(".") == 3 or ":" in value):
        return False
    return address_number(value.strip()) is not None


def _other_person(subject: Subject, fields: list[tuple[str, str]]) -> str:
    if subject.target is not None:
        return subject.target.key
    named = [value for key, value in fields if _nature(key).names_phone or "@" in value or "contact" in key]
    return named[0] if named else _first_value(fields) or subject.id


def _scopes(fields: list[tuple[str, str]]) -> list[str]:
    return [value for key, value in fields if _nature(key).names_scope and value]


def _first_name(fields: list[tuple[str, str]]) -> str:
    return next((value for key, value in fields if key.rpartition(".")[2].casefold() in _NAMES and value), "")


def _first_value(fields: list[tuple[str, str]]) -> str:
    return next((value for _, value in fields if value), "")


def _walked(value: Any, key: str, fields: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Add each value with the way to it; a table's row of two cells is also a key and its value."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _walked(inner, f"{key}.{name}"[-_LONGEST_KEY:] if key else str(name)[-_LONGEST_KEY:], fields)
    elif isinstance(value, list):
        for inner in value:
            _walked(inner, key, fields)
        if key == "cells" and len(value) == 2:
            fields.append((str(value[0])[-_LONGEST_KEY:], str(value[1])))
    elif value is not None and value is not False:
        fields.append((key, str(value)))
    return fields
