# ruff: noqa: E501, RUF001, SIM905 - tables of data, a form after the other
"""Labelled texts in the forms that people write numbers, accounts and names in: hard ones too, each form by its name.

Nothing here comes from a finder. Values are made from a seed by each country's and each document's own rules (the last
digit of an identity card and of a bank card is the right one); a form says what stands before, what is labelled, what
stands after. All people are invented. `Corpus.people` of `redaction_corpus` are the archive's tables.
"""

import random
from collections.abc import Callable, Iterator
from itertools import pairwise

from benchmarks.redaction_corpus import (
    FRAMES,
    HANDLE_PARTS,
    TRADITIONAL,
    Corpus,
    Labelled,
    Someone,
)

Part = tuple[str, str, str]
"""What stands before, what is labelled, what stands after."""
Form = tuple[str, str, Callable[["Forms"], Part]]
"""The kind, the form's name, and what makes one."""
FULL = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
TIBETAN = str.maketrans("0123456789", "༠༡༢༣༤༥༦༧༨༩")
SPOKEN = str.maketrans("0123456789", "零一二三四五六七八九")
FINANCIAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")
KEYCAPS = {digit: f"{digit}\ufe0f\u20e3" for digit in "0123456789"}
PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
UG_ENDINGS = ["نىڭ", "غا", "نى", "دىن", "مۇ", "دا", "لار", "لارنىڭ", "مۇ", "دەك", "چۇ", "غىچە", "نىڭكى"]
BO_ENDINGS = ["་གྱིས", "་ལ", "་དང", "འི", "ས", "ར", "་གི", "་ཀྱི", "་ལགས", "་ནི", "་ཡང", "འོ", "་ནས"]


class Forms:
    """Makes values of every kind from one seed."""

    def __init__(self, corpus: Corpus, seed: int = 66) -> None:
        self.random = random.Random(seed)
        self.corpus = corpus

    def digits(self, count: int) -> str:
        return "".join(str(self.random.randrange(10)) for _ in range(count))

    def pick(self, many: list[str] | tuple[str, ...] | str) -> str:
        return self.random.choice(many)

    def someone(self, language: str, least: int = 1) -> Someone:
        found = [one for one in self.corpus.people if one.language == language and len(one.name) >= least]
        return self.random.choice(found)

    def word(self) -> str:
        return f"{self.pick(HANDLE_PARTS)}{self.pick(['_', '', '.', '-'])}{self.pick(HANDLE_PARTS)}{self.pick(['', self.digits(2)])}"

    def plain_word(self) -> str:
        return f"{self.pick(HANDLE_PARTS)}_{self.digits(3)}"

    def mobile(self) -> str:
        return f"1{self.pick(['38', '39', '50', '51', '58', '76', '77', '86', '88', '91', '99'])}{self.digits(8)}"

    def landline(self) -> tuple[str, str]:
        return self.pick(["010", "021", "020", "0755", "0991", "0891"]), self.pick("23568") + self.digits(7)

    def identity(self) -> str:
        """Return the 18 characters of an identity card with the right check digit (GB 11643)."""
        birth = f"{self.random.randrange(1950, 2006)}{self.random.randrange(1, 13):02}{self.random.randrange(1, 29):02}"
        body = f"{self.pick(['110101', '310104', '650102', '540102', '440305', '510107'])}{birth}{self.digits(3)}"
        weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
        return body + "10X98765432"[sum(int(one) * by for one, by in zip(body, weights, strict=True)) % 11]

    def card(self) -> str:
        """Return a bank card's number with the right check digit (ISO/IEC 7812)."""
        body = self.pick(["622202", "621700", "6228480", "4367421", "540838"])
        body += self.digits(self.pick([15, 18]) - len(body))  # type: ignore[call-overload]
        total = 0
        for place, one in enumerate(reversed(body)):
            twice = int(one) * 2
            total += (twice - 9 if twice > 9 else twice) if place % 2 == 0 else int(one)
        return body + str(-total % 10)

    def mail(self) -> tuple[str, str, str]:
        host = self.pick(["example", "mail.example", "qq", "gmail", "proton", "outlook"])
        return self.word().strip("._-"), host, self.pick(["com", "org", "net", "com.cn"])


def _cut(text: str, sign: str, *places: int) -> str:
    """Return a number with a sign at some places."""
    edges = [0, *(place for place in places if place < len(text)), len(text)]
    return sign.join(text[start:end] for start, end in pairwise(edges))


def _old(identity: str) -> str:
    """Return an identity card's number as it was before 1999: the year without its century, no check digit."""
    return identity[:6] + identity[8:17]


def _phones() -> Iterator[Form]:
    def m(write: Callable[[Forms, str], str], before: str = " ", after: str = " ") -> Callable[[Forms], Part]:
        return lambda forms: (before, write(forms, forms.mobile()), after)

    def apart(number: str, sign: str) -> str:
        return sign.join((number[:3], number[3:7], number[7:]))

    yield "phone", "bare", m(lambda _f, n: n)
    yield "phone", "in Chinese text", m(lambda _f, n: n, "打我", "就行")
    yield "phone", "after a word", m(lambda _f, n: n, "手机", "")
    yield "phone", "3 4 4", m(lambda _f, n: apart(n, " "))
    yield "phone", "3-4-4", m(lambda _f, n: apart(n, "-"))
    yield "phone", "3.4.4", m(lambda _f, n: apart(n, "."))
    yield "phone", "3–4–4", m(lambda _f, n: apart(n, "–"))
    yield "phone", "3/4/4", m(lambda _f, n: apart(n, "/"))
    yield "phone", "every digit apart", m(lambda _f, n: " ".join(n))
    yield "phone", "hyphens all along", m(lambda _f, n: "-".join(n))
    yield "phone", "+86", m(lambda _f, n: f"+86{n}")
    yield "phone", "+86 3 4 4", m(lambda _f, n: f"+86 {apart(n, ' ')}")
    yield "phone", "(+86)", m(lambda _f, n: f"(+86){n}")
    yield "phone", "（86）", m(lambda _f, n: f"（86）{n}")
    yield "phone", "86-", m(lambda _f, n: f"86-{n}")
    yield "phone", "0086", m(lambda _f, n: f"0086 {n}")
    yield "phone", "full width", m(lambda _f, n: n.translate(FULL))
    yield "phone", "full width, +86", m(lambda _f, n: f"＋８６{n.translate(FULL)}")
    yield "phone", "Arabic-Indic", m(lambda _f, n: n.translate(ARABIC))
    yield "phone", "Persian digits", m(lambda _f, n: n.translate(PERSIAN))
    yield "phone", "Tibetan digits", m(lambda _f, n: n.translate(TIBETAN))
    yield "phone", "Arabic-Indic, grouped", m(lambda _f, n: apart(n.translate(ARABIC), " "))
    yield "phone", "in words", m(lambda _f, n: n.translate(SPOKEN))
    yield "phone", "幺", m(lambda _f, n: n.translate(SPOKEN).replace("一", "幺"))
    yield "phone", "in words of account", m(lambda _f, n: n.translate(FINANCIAL))
    yield "phone", "words and digits", m(lambda _f, n: n[:7] + n[7:9].translate(SPOKEN) + n[9:], "电话")
    yield "phone", "circled digits", m(lambda _f, n: n.translate(CIRCLED))
    yield "phone", "keycaps", m(lambda _f, n: "".join(KEYCAPS[one] for one in n))
    yield "phone", "zero-width between", m(lambda _f, n: "\u200b".join(n))
    yield "phone", "soft hyphens", m(lambda _f, n: apart(n, "\u00ad"))
    yield "phone", "no-break spaces", m(lambda _f, n: apart(n, "\u00a0"))
    yield "phone", "tel: address", m(lambda _f, n: f"+86{n}", "tel:")
    yield "phone", "wa.me", m(lambda _f, n: f"https://wa.me/86{n}")
    for name, write in {
        "landline 0xx-": lambda a, n: f"{a}-{n}",
        "landline (0xx)": lambda a, n: f"({a}){n}",
        "landline （0xx）": lambda a, n: f"（{a}）{n}",
        "landline 4 4": lambda a, n: f"{a} {n[:4]} {n[4:]}",
        "landline +86": lambda a, n: f"+86 {a[1:]} {n}",
    }.items():
        yield "phone", name, lambda forms, write=write: (" ", write(*forms.landline()), " ")
    for name, tail in {
        "转": "转{}",
        "转 apart": " 转 {}",
        "分机": "分机{}",
        "ext.": " ext. {}",
        "x": " x{}",
        "#": "#{}",
        "-": "-{}",
    }.items():
        yield "phone", f"extension {name}", lambda forms, tail=tail: (
            "电话：", "-".join(forms.landline()) + tail.format(forms.digits(3)), " ",
        )  # fmt: skip
    yield "phone", "400 line", lambda forms: (" ", f"400-{forms.digits(3)}-{forms.digits(4)}", " ")
    yield "phone", "US", lambda forms: (" ", f"(202) 555-01{forms.digits(2)}", " ")
    yield "phone", "US, extension", lambda forms: (" ", f"+1-202-555-01{forms.digits(2)} ext 12", " ")
    yield (
        "phone",
        "Turkey",
        lambda forms: (" ", f"+90 532 {forms.digits(3)} {forms.digits(2)} {forms.digits(2)}", " "),
    )
    yield "phone", "India", lambda forms: (" ", f"+91 98{forms.digits(3)} {forms.digits(5)}", " ")


def _mails() -> Iterator[Form]:
    def m(
        write: Callable[[str, str, str], str], before: str = " ", after: str = " "
    ) -> Callable[[Forms], Part]:
        return lambda forms: (before, write(*forms.mail()), after)

    yield "mail", "bare", m(lambda a, b, c: f"{a}@{b}.{c}")
    yield "mail", "in Chinese text", m(lambda a, b, c: f"{a}@{b}.{c}", "写信到", "给他")
    yield "mail", "Chinese full stop", m(lambda a, b, c: f"{a}@{b}.{c}", "：", "。")
    yield "mail", "angle brackets", m(lambda a, b, c: f"{a}@{b}.{c}", "<", ">")
    yield "mail", "mailto", m(lambda a, b, c: f"{a}@{b}.{c}", "mailto:")
    yield "mail", "capitals", m(lambda a, b, c: f"{a}@{b}.{c}".upper())
    yield "mail", "full-width @", m(lambda a, b, c: f"{a}＠{b}.{c}")
    yield "mail", "full-width dot", m(lambda a, b, c: f"{a}@{b}．{c}")
    yield (
        "mail",
        "full width",
        m(
            lambda a, b, c: "".join(
                chr(ord(one) + 0xFEE0) if 33 <= ord(one) < 127 else one for one in f"{a}@{b}.{c}"
            )
        ),
    )
    yield "mail", "[at]", m(lambda a, b, c: f"{a}[at]{b}.{c}")
    yield "mail", "(at) (dot)", m(lambda a, b, c: f"{a} (at) {b} (dot) {c.replace('.', ' (dot) ')}")
    yield "mail", "at dot", m(lambda a, b, c: f"{a} at {b} dot {c.replace('.', ' dot ')}")
    yield "mail", "AT DOT", m(lambda a, b, c: f"{a} AT {b} DOT {c.replace('.', ' DOT ')}")
    yield "mail", "艾特 点", m(lambda a, b, c: f"{a}艾特{b}点{c.replace('.', '点')}")
    yield "mail", "#", m(lambda a, b, c: f"{a}#{b}.{c}", "邮箱（#换成@）")
    yield "mail", "spaces about @", m(lambda a, b, c: f"{a} @ {b}.{c}")
    yield "mail", "percent-encoded", m(lambda a, b, c: f"{a}%40{b}.{c}")
    yield "mail", "tag", m(lambda a, b, c: f"{a}+news@{b}.{c}")
    yield "mail", "numbers at qq", lambda forms: (" ", f"{forms.digits(9)}@qq.com", " ")
    yield "mail", "zero-width", m(lambda a, b, c: f"{a}\u200b@\u200b{b}.{c}")


def _handles() -> Iterator[Form]:
    def w(write: Callable[[str], str], before: str = " ", after: str = " ") -> Callable[[Forms], Part]:
        return lambda forms: (before, write(forms.plain_word()), after)

    yield "handle", "@", w(lambda one: f"@{one}")
    yield "handle", "@ in Chinese text", w(lambda one: f"@{one}", "谢谢", "的图")
    yield "handle", "full-width ＠", w(lambda one: f"＠{one}")
    yield "handle", "@ and colon", w(lambda one: f"@{one}", "//", "：好")
    yield (
        "handle",
        "dotted",
        lambda forms: (" ", f"@{forms.pick(HANDLE_PARTS)}.{forms.pick(HANDLE_PARTS)}", " "),
    )
    yield "handle", "Bluesky", w(lambda one: f"@{one.replace('_', '-')}.bsky.social")
    yield "handle", "Bluesky, bare", w(lambda one: f"{one.replace('_', '-')}.bsky.social")
    yield "handle", "Mastodon", w(lambda one: f"@{one}@social.example.org")
    yield "handle", "Mastodon address", w(lambda one: f"https://social.example.org/@{one}")
    yield "handle", "Matrix", w(lambda one: f"@{one}:matrix.example.org")
    yield "handle", "Reddit", w(lambda one: f"u/{one}")
    yield "handle", "Discord", lambda forms: (" ", f"{forms.plain_word()}#{forms.digits(4)}", " ")
    yield "handle", "Signal", lambda forms: ("Signal: ", f"{forms.pick(HANDLE_PARTS)}.{forms.digits(2)}", " ")
    for host in "x.com twitter.com t.me weibo.com instagram.com www.tiktok.com/@ youtube.com/@ facebook.com bsky.app/profile github.com threads.net/@ mobile.twitter.com m.weibo.cn/n".split():
        yield "handle", host, lambda forms, host=host: (
            " ", f"https://{host}{'' if host.endswith('@') else '/'}{forms.plain_word()}", " ",
        )  # fmt: skip
    yield "handle", "address without https", w(lambda one: f"t.me/{one}")
    yield "handle", "LinkedIn", w(lambda one: f"https://www.linkedin.com/in/{one}")
    yield (
        "handle",
        "Facebook id",
        lambda forms: (" ", f"https://www.facebook.com/profile.php?id=1000{forms.digits(11)}", " "),
    )
    yield (
        "handle",
        "YouTube channel",
        lambda forms: (
            " ",
            f"https://www.youtube.com/channel/UC{''.join(forms.pick('abcdefABCDEF0123456789_-') for _ in range(22))}",
            " ",
        ),
    )
    yield "handle", "tg://", w(lambda one: f"tg://resolve?domain={one}")
    for before in (
        "推特：",
        "Twitter: ",
        "IG: ",
        "ins：",
        "Instagram ",
        "TG: ",
        "Telegram：",
        "电报 ",
        "Line ID: ",
        "抖音号：",
        "小红书号：",
        "微博：",
        "Snapchat: ",
        "Skype: ",
        "Facebook: ",
        "脸书：",
    ):
        yield (
            "handle",
            f"after {before.strip()}",
            lambda forms, before=before: (before, forms.plain_word(), " "),
        )
    yield (
        "handle",
        "Weibo, Chinese",
        lambda forms: (
            " ",
            f"@{forms.pick(['春风', '老屋', '北方', '山间'])}{forms.pick(['来信', '读书人', '的猫', '小站'])}",
            " ",
        ),
    )
    yield (
        "handle",
        "Weibo, Chinese and digits",
        lambda forms: ("转发", f"@{forms.pick(['春风', '老屋'])}_{forms.digits(4)}", "："),
    )
    yield (
        "handle",
        "Uyghur mention",
        lambda forms: (" ", f"@{forms.pick(['يۇلتۇز', 'باھار', 'دەريا'])}_{forms.digits(2)}", " "),
    )
    yield "handle", "known, bare", lambda forms: (" ", forms.random.choice(forms.corpus.people).handle, " ")
    yield (
        "handle",
        "known, capitals",
        lambda forms: (" ", forms.random.choice(forms.corpus.people).handle.upper(), " "),
    )
    yield (
        "handle",
        "known, in Chinese text",
        lambda forms: ("就是", forms.random.choice(forms.corpus.people).handle, "发的"),
    )


def _ids() -> Iterator[Form]:
    yield "id", "identity card", lambda forms: (" ", forms.identity(), " ")
    yield "id", "identity card after a word", lambda forms: ("身份证号", forms.identity(), "")
    yield "id", "identity card, small x", lambda forms: ("身份证：", forms.identity().lower(), "，")
    yield "id", "identity card, 6 8 4", lambda forms: (" ", _cut(forms.identity(), " ", 6, 14), " ")
    yield "id", "identity card, 6-8-4", lambda forms: (" ", _cut(forms.identity(), "-", 6, 14), " ")
    yield (
        "id",
        "identity card, full width",
        lambda forms: (" ", forms.identity().translate(FULL).replace("X", "Ｘ"), " "),
    )
    yield "id", "identity card of 15", lambda forms: ("身份证 ", _old(forms.identity()), " ")
    yield "id", "bank card", lambda forms: (" ", forms.card(), " ")
    yield "id", "bank card in fours", lambda forms: ("卡号 ", _cut(forms.card(), " ", 4, 8, 12, 16), " ")
    yield "id", "bank card, hyphens", lambda forms: (" ", _cut(forms.card(), "-", 4, 8, 12, 16), " ")
    yield "id", "bank card after 账号", lambda forms: ("账号：", forms.card(), "（工行）")
    yield (
        "id",
        "passport",
        lambda forms: ("护照", f"{forms.pick(['E', 'G', 'EA', 'EB'])}{forms.digits(8)}"[:9], " "),
    )
    yield "id", "passport, English", lambda forms: ("passport number ", f"E{forms.digits(8)}", " ")
    yield "id", "passport, 护照号码", lambda forms: ("护照号码：", f"G{forms.digits(8)}", "。")
    yield "id", "passport, no word", lambda forms: (" ", f"E{forms.digits(8)}", " ")
    yield "id", "Hong Kong permit", lambda forms: ("通行证 ", f"{forms.pick('CHM')}{forms.digits(8)}", " ")
    for name, make in {
        "plate": lambda forms: (
            f"{forms.pick(PLATES)}{forms.pick('ABCDEFGH')}{forms.pick('ABCDEFGH1234567')}{forms.digits(4)}"
        ),
        "plate with dot": lambda forms: (
            f"{forms.pick(PLATES)}{forms.pick('ABCDEFGH')}·{forms.pick('ABCDEFGH1234567')}{forms.digits(4)}"
        ),
        "plate with space": lambda forms: (
            f"{forms.pick(PLATES)}{forms.pick('ABCDEFGH')} {forms.digits(3)}{forms.pick('ABC')}{forms.digits(1)}"
        ),
        "green plate": lambda forms: (
            f"{forms.pick(PLATES)}{forms.pick('ABCDEFGH')}{forms.pick('DF')}{forms.digits(5)}"
        ),
        "police plate": lambda forms: f"{forms.pick(PLATES)}{forms.pick('ABCDEFGH')}{forms.digits(4)}警",
    }.items():
        yield (
            "id",
            name,
            lambda forms, make=make: (
                forms.pick(["车牌", " ", "一辆"]),
                make(forms),
                forms.pick([" ", "的车"]),
            ),
        )
    for before in ("QQ：", "QQ ", "qq号", "加Q ", "Q号：", "扣扣 ", "企鹅号：", "QQ群 ", "我的QQ是"):
        yield (
            "id",
            f"after {before.strip()}",
            lambda forms, before=before: (before, forms.pick("123456789") + forms.digits(8), " "),
        )
    for before in (
        "微信号：",
        "微信: ",
        "加我微信",
        "VX：",
        "vx ",
        "wx: ",
        "V信：",
        "薇信 ",
        "WeChat ID: ",
        "wechat：",
        "威信：",
        "微信是",
        "+V：",
    ):
        yield "id", f"after {before.strip()}", lambda forms, before=before: (before, forms.plain_word(), " ")
    yield (
        "id",
        "wxid",
        lambda forms: (" ", f"wxid_{''.join(forms.pick('abcdefghjkmnp23456789') for _ in range(14))}", " "),
    )
    yield "id", "chatroom", lambda forms: (" ", f"{forms.pick('123456789')}{forms.digits(9)}@chatroom", " ")
    yield (
        "id",
        "did:plc",
        lambda forms: (
            " ",
            f"did:plc:{''.join(forms.pick('abcdefghijklmnopqrstuvwxyz234567') for _ in range(24))}",
            " ",
        ),
    )
    yield (
        "id",
        "npub",
        lambda forms: (
            " ",
            f"npub1{''.join(forms.pick('023456789acdefghjklmnpqrstuvwxyz') for _ in range(58))}",
            " ",
        ),
    )
    yield (
        "id",
        "nostr: address",
        lambda forms: (
            "nostr:",
            f"npub1{''.join(forms.pick('023456789acdefghjklmnpqrstuvwxyz') for _ in range(58))}",
            " ",
        ),
    )
    yield (
        "id",
        "known number",
        lambda forms: (" ", forms.random.choice(forms.corpus.people).key.rpartition(":")[2], " "),
    )
    yield (
        "id",
        "known number in Chinese text",
        lambda forms: ("用户", forms.random.choice(forms.corpus.people).key.rpartition(":")[2], "发的"),
    )
    for address in (
        "https://weibo.com/u/{}",
        "https://m.weibo.cn/u/{}",
        "https://x.com/i/user/{}",
        "https://www.zhihu.com/people/{}",
        "https://space.bilibili.com/{}",
        "https://user.qzone.qq.com/{}",
        "https://www.douyin.com/user/{}",
        "https://www.xiaohongshu.com/user/profile/{}",
        "https://example.com/app?uid={}",
        "https://example.com/page?user_id={}&x=1",
        "https://x.com/a_b/status/{}",
    ):
        yield "id", address.removeprefix("https://").removesuffix("{}"), lambda forms, address=address: (
            f" {address.partition('{')[0]}", forms.pick("123456789") + forms.digits(11), address.partition("}")[2] + " ",
        )  # fmt: skip
    yield "id", "UID", lambda forms: ("UID:", forms.digits(10), " ")
    yield "id", "IMEI", lambda forms: ("IMEI：", f"35{forms.digits(13)}", " ")
    yield (
        "id",
        "TRON wallet",
        lambda forms: (
            " ",
            f"T{''.join(forms.pick('ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz123456789') for _ in range(33))}",
            " ",
        ),
    )
    yield (
        "id",
        "Ethereum wallet",
        lambda forms: (" ", f"0x{''.join(forms.pick('0123456789abcdef') for _ in range(40))}", " "),
    )


def _names() -> Iterator[Form]:
    def n(
        language: str, write: Callable[[str], str], before: str = "", after: str = "", least: int = 1
    ) -> Callable[[Forms], Part]:
        return lambda forms: (before, write(forms.someone(language, least).name), after)

    yield "name", "zh bare", n("zh", str, "昨天", "说好")
    yield "name", "zh traditional", n("zh", lambda one: one.translate(TRADITIONAL))
    yield "name", "zh spaces between", n("zh", " ".join, " ", " ")
    yield "name", "zh wide spaces", n("zh", "\u3000".join, "：", "，")
    yield "name", "zh dots between", n("zh", "·".join, "（", "）")
    yield "name", "zh hyphens", n("zh", "-".join, " ", " ")
    yield "name", "zh zero-width", n("zh", "\u200b".join)
    yield "name", "zh line break", n("zh", lambda one: f"{one[:1]}\n{one[1:]}", "，", "，")
    yield "name", "zh in English", n("zh", str, "ask", "about it")
    yield "name", "zh given name alone", n("zh", lambda one: one[1:], "问问", "吧", 3)
    yield "name", "zh with 老师", n("zh", str, "", "老师")
    yield "name", "zh hashtag", n("zh", lambda one: f"#{one}#", " ", " ")
    yield "name", "zh mention", n("zh", lambda one: f"@{one}", "", " ")
    yield "name", "en bare", n("en", str, " ", " ")
    yield "name", "en capitals", n("en", str.upper, " ", " ")
    yield "name", "en small", n("en", str.lower, " ", " ")
    yield (
        "name",
        "en full width",
        n(
            "en",
            lambda one: "".join(chr(ord(c) + 0xFEE0) if 33 <= ord(c) < 127 else c for c in one),
            " ",
            " ",
        ),
    )
    yield "name", "en hashtag", n("en", lambda one: "#" + one.replace(" ", ""), " ", " ")
    yield "name", "en together", n("en", lambda one: one.replace(" ", ""), " ", " ")
    yield "name", "en underline", n("en", lambda one: one.replace(" ", "_"), " ", " ")
    yield "name", "en last, first", n("en", lambda one: ", ".join(reversed(one.split())), " ", " ")
    yield "name", "en two spaces", n("en", lambda one: one.replace(" ", "  "), " ", " ")
    yield "name", "en line break", n("en", lambda one: one.replace(" ", "\n"), " ", " ")
    yield "name", "en spelled", n("en", lambda one: " ".join(one.upper()), ": ", ".")
    yield "name", "en possessive", n("en", str, " ", "'s")
    yield "name", "en curly possessive", n("en", str, " ", "’s")
    yield "name", "en in Chinese text", n("en", str, "和", "一起")
    yield "name", "en first name", lambda forms: (" ", forms.someone("en").name.split()[0], " ")
    yield "name", "en last name", lambda forms: ("Mr ", forms.someone("en").name.split()[1], " ")
    yield "name", "en in a file name", n("en", lambda one: one.replace(" ", "-"), "chat_with_", "_2020.txt")
    yield "name", "ug bare", n("ug", str, " ", " ")
    for ending in UG_ENDINGS:
        yield "name", "ug with ending", n("ug", str, " ", ending)
    yield "name", "ug comma", n("ug", str, "«", "»،")
    yield (
        "name",
        "ug first name",
        lambda forms: (" ", forms.someone("ug").name.split()[0], forms.pick(["", "نىڭ", "غا"])),
    )
    yield "name", "ug zero-width non-joiner", n("ug", lambda one: one.replace(" ", "\u200c "), " ", " ")
    yield (
        "name",
        "ug Arabic yeh and kaf",
        n("ug", lambda one: one.replace("ى", "ي").replace("ە", "ه"), " ", " "),
    )
    yield "name", "bo bare", n("bo", str, " ", " ")
    for ending in BO_ENDINGS:
        yield "name", "bo with particle", n("bo", str, " ", ending)
    yield "name", "bo without the joint", n("bo", lambda one: one.replace("་", " "), " ", " ")
    yield "name", "bo no-break tsek", n("bo", lambda one: one.replace("་", "༌"), " ", " ")
    yield "name", "bo with shad", n("bo", str, "། ", "།")


FORMS: tuple[Form, ...] = (*_phones(), *_mails(), *_handles(), *_ids(), *_names())


def labelled(corpus: Corpus, count: int, seed: int = 66) -> Iterator[tuple[str, Labelled]]:
    """Yield so many texts with the name of the form, every form in turn, within a sentence of its language."""
    forms = Forms(corpus, seed)
    for number in range(count):
        kind, name, make = FORMS[number % len(FORMS)]
        language = name.split()[0] if kind == "name" else ("zh", "en", "ug", "bo")[number // len(FORMS) % 4]
        before, value, after = make(forms)
        frame = forms.pick(FRAMES[language]).replace("{1}", "…")
        start, _, end = frame.partition("{0}")
        if before and before[0].isalnum() and start[-1:].isalnum() and before.isascii():
            start += " "
        at = len(start) + len(before)
        span = (at, at + len(value), kind)
        yield f"{kind}: {name}", Labelled(language, f"{start}{before}{value}{after}{end}", (span,))
