"""The rest of the synthetic X archive: account, devices, logins, people, advertising. All of it made up.

Telephone numbers are from 555-01xx, addresses from RFC 5737 and RFC 3849, mail and sites from example.org.
"""

from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from demo import chinese_text
from demo.x_posts import Person, code, iso, stamp
from demo.x_timeline import export_time

# Types that a 2024/25 archive lists even when it has no record of them.
EMPTY_TYPES = (Path(__file__).parent / "x_empty_types.txt").read_text("ascii").split()
MEDIA_FOLDERS = {
    "communityTweetMedia": "data/community_tweet_media",
    "deletedTweetsMedia": "data/deleted_tweets_media",
    "directMessagesGroupMedia": "data/direct_messages_group_media",
    "directMessagesMedia": "data/direct_messages_media",
    "momentsMedia": "data/moments_media",
    "momentsTweetsMedia": "data/moments_tweets_media",
    "profileMedia": "data/profile_media",
    "tweetsMedia": "data/tweets_media",
}
_BORN = datetime.fromisoformat("2016-03-04T06:12:09+00:00")


def account_records(random: Random, owner: Person, month: int) -> dict[str, list[object]]:
    """Return the records of the account, its devices and what the platform logged, by data type."""
    number, now = str(owner.id), export_time(month)
    account = {"email": "yecao@example.org", "createdVia": "oauth:3033300", "username": owner.handle}
    account |= {"accountId": number, "createdAt": iso(_BORN), "accountDisplayName": owner.name}
    change = {"changedAt": iso(_at(now, -900)), "changedFrom": "example_reed", "changedTo": owner.handle}
    email = {
        "changedAt": iso(_at(now, -400)),
        "changedFrom": "reed@example.com",
        "changedTo": "yecao@example.org",
    }
    return {
        "account": [{"account": account}],
        "accountCreationIp": [{"accountCreationIp": {"accountId": number, "userCreationIp": "192.0.2.44"}}],
        "accountSuspension": [
            {"accountSuspension": {"timeStamp": iso(_at(now, -210)), "action": "Suspended"}}
        ],
        "ageinfo": [{"ageMeta": {"ageInfo": {"age": ["13-54"], "birthDate": "1990-01-01"}}}],
        "screenNameChange": [{"screenNameChange": {"accountId": number, "screenNameChange": change}}],
        "emailAddressChange": [{"emailAddressChange": {"accountId": number, "emailChange": email}}],
        "phoneNumber": [{"device": {"phoneNumber": "+12025550142"}}],
        "protectedHistory": [
            {"protectedHistory": {"protectedAt": iso(_at(now, -61)), "action": "Protect"}},
            {"protectedHistory": {"protectedAt": iso(_at(now, -33)), "action": "Unprotect"}},
        ],
        "verified": [{"verified": {"accountId": number, "verified": False}}],
        "profile": [{"profile": _profile(owner)}],
        "ipAudit": [_login(random, owner, place, now) for place in range(20 + 5 * month)],
        "niDevices": _devices(now),
        "deviceToken": [_token(random, now, place) for place in range(3)],
        "keyRegistry": [{"keyRegistryData": _keys(random, number, now)}],
        "connectedApplication": [_application(place, now) for place in range(3)],
        "contact": [_contact(place) for place in range(6)],
        "personalization": [{"p13nData": _inferences()}],
    }


def social_records(random: Random, known: list[Person], followers: int) -> dict[str, list[object]]:
    """Return who follows whom, who is blocked, and lists, by data type."""
    numbers = [9_000_100_000_000_000_000 + 4_099 * place for place in range(followers)]
    following = [person.id for person in known[1 : 1 + max(followers // 2, 3)]]
    lists: list[object] = [
        {"userListInfo": {"url": f"https://twitter.com/example_lists/lists/{word}"}}
        for word in ("he", "shan")
    ]
    moment: dict[str, object] = {
        "momentId": "9000000000000000111",
        "createdAt": "2018-06-01T07:08:09.000Z",
        "createdBy": str(known[0].id),
    }
    moment |= {"title": "河边的一年", "description": "一年的云", "coverMediaUrls": [], "tweets": []}
    return {
        "follower": [{"follower": _linked(number)} for number in numbers],
        "following": [{"following": _linked(number)} for number in following],
        "block": [
            {"blocking": _linked(person.id)} for person in random.sample(known[1:], min(4, len(known) - 1))
        ],
        "mute": [
            {"muting": _linked(person.id)} for person in random.sample(known[1:], min(3, len(known) - 1))
        ],
        "listsCreated": lists[:1],
        "listsMember": lists,
        "listsSubscribed": lists[1:],
        "moment": [{"moment": moment}],
        "savedSearch": [
            {"savedSearch": {"savedSearchId": "9000000000000000201", "query": "野草"}},
            {"savedSearch": {"savedSearchId": "9000000000000000202", "query": "自来水 公示"}},
        ],
        "app": [{"app": {"appId": "900000001", "appNames": ["Example Weather"]}}],
        "communityNoteRating": [_note_rating(known[0])],
        "userLinkClicks": [_click(place) for place in range(4)],
    }


def ad_records(random: Random, known: list[Person], month: int) -> dict[str, list[object]]:
    """Return advertisements seen and engaged with: a few groups of several, as the platform nests them."""
    seen = [[_impression(random, known, month, group, place) for place in range(3)] for group in range(4)]
    engaged = []
    for impression in (seen[0][0], seen[1][0]):
        attribute = {"engagementTime": impression["impressionTime"], "engagementType": "ChargeableImpression"}
        engaged.append({"impressionAttributes": impression, "engagementAttributes": [attribute]})
    impressions = [{"ad": {"adsUserData": {"adImpressions": {"impressions": group}}}} for group in seen]
    engagements = [{"ad": {"adsUserData": {"adEngagements": {"engagements": [one]}}}} for one in engaged]
    return {"adImpressions": list(impressions), "adEngagements": list(engagements)}


def _at(now: datetime, days: float) -> datetime:
    return export_time(1) + timedelta(days=days) if days < -30 else now + timedelta(days=days)


def _linked(number: int) -> dict[str, str]:
    return {"accountId": str(number), "userLink": f"https://twitter.com/intent/user?user_id={number}"}


def _profile(owner: Person) -> dict[str, object]:
    words = {
        "bio": "野火烧不尽。Notes from a river bank 🌾",
        "website": "https://t.co/wildgrass0",
        "location": "河边",
    }
    served = f"https://pbs.twimg.com/profile_images/{owner.id}/avatar0.jpg"
    banner = f"https://pbs.twimg.com/profile_banners/{owner.id}/1700000000.jpg"
    return {"description": words, "avatarMediaUrl": served, "headerMediaUrl": banner}


def _login(random: Random, owner: Person, place: int, now: datetime) -> dict[str, object]:
    address = (
        f"192.0.2.{random.randrange(1, 255)}" if place % 3 else f"2001:db8::{random.randrange(1, 65536):x}"
    )
    login = {
        "accountId": str(owner.id),
        "createdAt": iso(now - timedelta(hours=7 + 31 * place)),
        "loginIp": address,
    }
    return {"ipAudit": login | {"loginPortNumber": str(random.randrange(20_000, 60_000))}}


def _devices(now: datetime) -> list[object]:
    texting = {"deviceType": "Auth", "carrier": "cn.example-mobile", "phone_number": "+12025550142"}
    texting |= {"createdDate": "2019.04.02", "updatedDate": f"{_at(now, -40):%Y.%m.%d}"}
    pushed = {
        "deviceVersion": "14",
        "udid": "EXAMPLE-0000-0000-0000-000000000001",
        "deviceType": "Example Phones",
    }
    pushed |= {"token": "push-token-made-up", "createdDate": "2022.11.20", "updatedDate": f"{now:%Y.%m.%d}"}
    return [
        {"niDeviceResponse": {"messagingDevice": texting}},
        {"niDeviceResponse": {"pushDevice": pushed}},
    ]


def _token(random: Random, now: datetime, place: int) -> dict[str, object]:
    token = {"clientApplicationId": str(900_000_100 + place), "token": f"made-up-{code(random, 32)}"}
    token |= {
        "createdAt": iso(_at(now, -300 + place)),
        "lastSeenAt": iso(now - timedelta(days=place, hours=2)),
    }
    return {"deviceToken": token | {"clientApplicationName": ("Web App", "Phone App", "Tablet App")[place]}}


def _keys(random: Random, number: str, now: datetime) -> dict[str, object]:
    device = {"userAgent": "ExampleBrowser/1.0", "registrationToken": f"made-up-{code(random, 24)}"}
    device |= {
        "identityKey": code(random, 44),
        "createdAt": iso(_at(now, -120)),
        "deviceId": "made-up-device-1",
    }
    gone: dict[str, object] = {"deRegisteredDeviceMetadataList": []}
    return {
        "userId": number,
        "registeredDevices": {"deviceMetadataList": [device]},
        "deregisteredDevices": gone,
    }


def _application(place: int, now: datetime) -> dict[str, object]:
    name = ("Example Scheduler", "Example Reader", "Example Backup")[place]
    home = f"https://app{place}.example.com"
    organisation = {"name": f"{name} Ltd", "url": home, "privacyPolicyUrl": f"{home}/privacy"}
    organisation["termsAndConditionsUrl"] = f"{home}/terms"
    application: dict[str, object] = {
        "organization": organisation,
        "name": name,
        "description": f"{name}, made up",
    }
    application["permissions"] = ["read", "write"][: 1 + place % 2]
    return {
        "connectedApplication": application
        | {"approvedAt": iso(_at(now, -500 - place)), "id": str(800 + place)}
    }


def _contact(place: int) -> dict[str, object]:
    phones = [f"+120255501{50 + place}"] if place % 2 else []
    return {
        "contact": {"id": str(7000 + place), "emails": [f"friend{place}@example.net"], "phoneNumbers": phones}
    }


def _inferences() -> dict[str, object]:
    interests = ("Gardening", "Rivers", "Street food", "Poetry", "Public transport", "Weather")
    audiences = {"numAudiences": "12", "advertisers": ["@example_soap", "@example_seeds"]}
    advertising: dict[str, object] = {**audiences, "lookalikeAdvertisers": ["@example_boots"]}
    advertising |= {"doNotReachAdvertisers": [], "catalogAudienceAdvertisers": []}
    languages = [{"language": name, "isDisabled": False} for name in ("Chinese", "English")]
    return {
        "demographics": {"languages": languages, "genderInfo": {"gender": "female"}},
        "interests": {
            "interests": [{"name": name, "isDisabled": False} for name in interests],
            "partnerInterests": [],
            "audienceAndAdvertisers": advertising,
            "shows": ["Example River Documentary"],
        },
        "locationHistory": [],
        "inferredAgeInfo": {"age": ["25-54"], "birthDate": ""},
    }


def _note_rating(owner: Person) -> dict[str, object]:
    rating: dict[str, object] = {"noteId": "9000000000000000301", "userId": str(owner.id)}
    rating |= {
        "createdAt": "2024-05-06T07:08:09.000Z",
        "helpfulnessLevel": "Helpful",
        "helpfulTags": ["Clear"],
    }
    return {"communityNoteRating": rating}


def _click(place: int) -> dict[str, object]:
    click = {
        "tweetId": str(9_000_000_000_000_000_400 + place),
        "finalUrl": f"https://example.org/read/{place}",
    }
    return {
        "userInteractionsData": {
            "linkClick": click | {"timeStampOfInteraction": f"2025-01-0{place + 1}T05:06:07.000Z"}
        }
    }


def _impression(random: Random, known: list[Person], month: int, group: int, place: int) -> dict[str, object]:
    advertiser = known[1 + (group * 3 + place) % (len(known) - 1)]
    criteria = [
        {"targetingType": "Locations", "targetingValue": "Example Province"},
        {"targetingType": "Follower look-alikes", "targetingValue": f"@{known[-1].handle}"},
    ]
    when = export_time(month) - timedelta(days=group, hours=place)
    return {
        "deviceInfo": {"osType": "Android", "deviceId": "made-up-device-1"},
        "displayLocation": "TimelineHome",
        "promotedTweetInfo": {
            "tweetId": str(9_000_000_000_000_000_500 + group * 10 + place),
            "tweetText": chinese_text.post(random, "en").replace("&", "and"),
            "urls": [],
            "mediaUrls": [],
        },
        "advertiserInfo": {"advertiserName": advertiser.name, "screenName": f"@{advertiser.handle}"},
        "matchedTargetingCriteria": criteria,
        "impressionTime": f"{when:%Y-%m-%d %H:%M:%S}",
    }


def header_records(records: list[tuple[int, datetime, datetime | None]], owner: Person) -> list[object]:
    """Return the rows of tweet-headers.js; with a time of deletion, of deleted-tweet-headers.js."""
    rows: list[object] = []
    for number, when, deleted in records:
        row = {"tweet_id": str(number), "user_id": str(owner.id), "created_at": stamp(when)}
        rows.append({"tweet": row | ({"deleted_at": stamp(deleted)} if deleted else {})})
    return rows
