# ruff: noqa: E501, RUF001, SIM905, ARG002, PLW2901 - tables of data, a name or a sentence after the other
"""Labelled texts for the finders of what names people: zh, en, ug and bo, made from a seed, every span known.

Nothing here comes from a finder: numbers are the example numbers of each country's plan in the ways people write them,
names are put together from common parts, texts from sentences. A text may hold things that are nobody's: dates, prices,
counts. All people are invented; mails end in names that are reserved for examples or with well-known providers.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import phonenumbers

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
GIVEN = "明华丽芳静敏强磊军洋勇艳杰娟涛超霞平刚桂英文辉玲建国志伟秀兰梅晓雪佳怡子轩梓涵欣雨桐浩然宇泽思远若曦嘉诚慧琳海燕春生永福天翔庆云红卫东"
TRADITIONAL = str.maketrans(
    "张刘陈杨黄吴孙马许邓萧冯苏叶吕韦贾邹阎龙万顾赖贺严钱龚华丽静强军艳涛刚辉国伟兰晓怡轩欣泽远诚庆云红卫东",
    "張劉陳楊黃吳孫馬許鄧蕭馮蘇葉呂韋賈鄒閻龍萬顧賴賀嚴錢龔華麗靜強軍艷濤剛輝國偉蘭曉怡軒欣澤遠誠慶雲紅衛東",
)
FIRST = "Emma Oliver Sophia Liam Isabella Noah Charlotte Lucas Amelia Ethan Harriet Mason Beatrice Logan Margaret Dolkun Rushan Tenzin Tsering Gyaltsen Dorothy Rebecca Nathan Fatima Yusuf Miriam Kwame".split()
LAST = "Johnson Miller Garcia Wilson Anderson Thompson Martinez Robinson Whitaker O'Brien Fitzgerald Kowalski Nguyen Abbas Isa Dolma Norbu Wangchuk Lhamo Osman Tohti Sorensen Schneider Duarte Okafor".split()
UG_FIRST = "ئىلھام مەمەت گۈلنار ئابلىز رىشات ئايگۈل تۇرسۇن پاتىگۈل دىلنۇر ئەركىن نۇرگۈل ئابدۇللا مۇختەر زۇلپىيە راھىلە قەيسەر سەلىمە يالقۇن ھالمۇرات رەيھانگۈل".split()
UG_LAST = (
    "توختى ئىمىن ھاشىم قادىر روزى سابىر ياسىن مۆمىن ئوسمان ئابدۇرېھىم ئەخمەت ھوشۇر كېرىم بارات نىياز".split()
)
BO_PARTS = "བསྟན་འཛིན ཚེ་རིང པད་མ སྒྲོལ་མ རྡོ་རྗེ ནོར་བུ ལྷ་མོ བཀྲ་ཤིས དབང་ཕྱུག སྐལ་བཟང ཀུན་དགའ ཉི་མ ཟླ་བ རིན་ཆེན ཕུན་ཚོགས བློ་བཟང ཆོས་འཕེལ དཔལ་ལྡན".split()
HANDLE_PARTS = "night river stone cloud tea paper lamp fern moss orbit pixel linen quiet ember maple juniper salt kite harbor willow".split()
DOMAINS = "example.org example.com example.net mail.example.cn qq.com 163.com gmail.com proton.me sub.domain.example.co.uk outlook.com".split()
COUNTRIES = "CN US GB HK TW DE FR TR KZ IN NP JP AU CH".split()
UG_ENDINGS = ["", "", "نىڭ", "غا", "نى", "دىن", "مۇ"]
BO_ENDINGS = ["", "", "་གྱིས", "་ལ", "་དང", "འི"]


@dataclass(frozen=True)
class Someone:
    """An invented person as the archive's tables name them."""

    key: str
    language: str
    name: str
    handle: str


@dataclass(frozen=True)
class Labelled:
    """A text and what stands in it: (start, end, kind)."""

    language: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


FRAMES = {
    "zh": [
        "昨天{0}说了，晚上一起吃饭，别迟到", "请转告{0}，会议改到2023-05-06 14:30", "{0}：我已经到了", "“{0}”发来的图片共有3张，价格￥1280",
        "联系方式{0}，有事随时找我", "转发自{0}//原文已删除", "[转发] {0} 2019年7月1日的消息", "我把{0}写在备忘录里了", "谢谢{0}！", "跟{0}还有同事去了北京",
        "聊天记录_{0}_2020.txt", "把材料发给{0}吧（共12345字）", "这是{0}的", "{0}和{1}昨天见面了", "问{0}要一下{1}",
    ],
    "en": [
        "Ask {0} about the meeting on 2023-05-06 at 14:30.", "{0} wrote back after 3 days", "---- Forwarded from {0} ----", "It was {0}, not me; it cost $1,280.00",
        "reach me: {0}", "Thanks, {0}!", "Chat with {0}.txt", "I met {0} and {1} in Berlin.", "\"{0}\" said so in 2019", "> {0} wrote:", "photo_{0}_2020-01-05.jpg",
        "see {0} (12,345 views)", "RT {0}: so it goes", "Please call or write to {0} today", "cc {0}; bcc {1}",
    ],
    "ug": ["تۈنۈگۈن {0} كەلدى", "{0} بىلەن {1} كۆرۈشتى", "بۇ {0} ئىدى، 2023-05-06", "«{0}» يازغان خەت", "مەن {0} غا دېدىم", "رەھمەت، {0}!", "{0}: ياخشىمۇسىز"],
    "bo": ["ཁ་སང་ {0} ཡོང་སོང་།", "{0} དང་ {1} ཐུག་སོང་།", "འདི་ {0} ཡིན། 2023-05-06", "ཐུགས་རྗེ་ཆེ། {0} །", "“{0}” ཡིས་བྲིས།", "{0} ལ་ཞུས་པ་ཡིན།"],
}  # fmt: skip


class Corpus:
    """People, and labelled texts about them, all from one seed."""

    def __init__(self, seed: int = 6, people: int = 400) -> None:
        """Invent the people."""
        self._random = random.Random(seed)
        self.people = [self._someone(number) for number in range(people)]

    def texts(self, count: int) -> Iterator[Labelled]:
        """Yield labelled texts: names half of the time, the other kinds in turn."""
        kinds = ["name", "handle", "name", "phone", "name", "mail", "name", "id"]
        for number in range(count):
            yield self._text(kinds[number % len(kinds)], ("zh", "en", "ug", "bo")[number // len(kinds) % 4])

    def quiet(self, count: int) -> Iterator[str]:
        """Yield texts in which nobody is named."""
        pick = self._random.choice
        things = {
            "zh": ["天气", "2023-05-06 14:30", "第12345名", "￥1,280.00", "人口约1400万", "192.168.0.1", "3.14159265", "2020/01/05"],
            "en": ["the weather", "2023-05-06 14:30", "12,345 people", "$1,280.00", "version 10.15.7", "192.168.0.1", "3.14159265", "1999-2004"],
        }  # fmt: skip
        for number in range(count):
            language = ("zh", "en")[number % 2]
            yield pick(FRAMES[language]).format(pick(things[language]), pick(things[language]))

    def _someone(self, number: int) -> Someone:
        pick = self._random.choice
        language = ("zh", "en", "ug", "bo")[number % 4]
        made: dict[str, Callable[[], str]] = {
            "zh": lambda: pick(SURNAMES) + "".join(pick(GIVEN) for _ in range(pick([1, 2, 2, 2]))),
            "en": lambda: f"{pick(FIRST)} {pick(LAST)}",
            "ug": lambda: f"{pick(UG_FIRST)} {pick(UG_LAST)}",
            "bo": lambda: "་".join(self._random.sample(BO_PARTS, 2)),
        }
        name = made[language]()
        handle = f"{pick(HANDLE_PARTS)}{pick(['_', '', '.', '-'])}{pick(HANDLE_PARTS)}{pick(['', '', str(number)])}"
        return Someone(f"x:account:{10_000_000 + number}", language, name, handle)

    def _text(self, kind: str, language: str) -> Labelled:
        frame = self._random.choice(FRAMES[language])
        values = [self._value(kind, language) for _ in range(2)]
        parts, spans, at = [], [], 0
        for piece in frame.replace("{1}", "\0001\0").replace("{0}", "\0000\0").split("\0"):
            if piece in {"0", "1"} and len(piece) == 1:
                before, value, after = values[int(piece)]
                spans.append((at + len(before), at + len(before) + len(value), kind))
                piece = before + value + after
            parts.append(piece)
            at += len(piece)
        return Labelled(language, "".join(parts), tuple(spans))

    def _value(self, kind: str, language: str) -> tuple[str, str, str]:
        """Return what stands before, the labelled value, and what stands after."""
        made = {
            "name": self._name,
            "handle": self._handle,
            "phone": self._phone,
            "mail": self._mail,
            "id": self._id,
        }
        return made[kind](language)

    def _name(self, language: str) -> tuple[str, str, str]:
        pick = self._random.choice
        someone = pick([one for one in self.people if one.language == language])
        name = someone.name
        if language == "zh":
            return pick(
                [
                    ("", name, ""),
                    ("", name, ""),
                    ("@", name, " "),
                    ("", name.translate(TRADITIONAL), ""),
                    ("", name, pick(["老师", "哥", "他们"])),
                ]
            )
        if language == "en":
            return pick(
                [
                    ("", name, ""),
                    ("", name, "'s"),
                    ("", name.upper(), ""),
                    ("", name.lower(), ""),
                    ("", name.split()[0] + " " + name.split()[1], ""),
                ]
            )
        if language == "ug":
            return "", name, pick(UG_ENDINGS)
        return "", name, pick(BO_ENDINGS)

    def _handle(self, language: str) -> tuple[str, str, str]:
        pick = self._random.choice
        known = pick(self.people).handle
        unknown = f"{pick(HANDLE_PARTS)}_{pick(HANDLE_PARTS)}{self._random.randrange(99)}"
        return pick([
            ("", f"@{known}", " "), ("", f"@{unknown}", " "), (" ", known, " "), ("", f"@{unknown}@social.example.org", " "),
            ("", f"https://x.com/{unknown}", " "), (" ", f"t.me/{unknown}", " "), ("", f"https://social.example.org/@{unknown}", " "),
            ("", f"@{unknown}.bsky.social", " "), ("", f"https://www.instagram.com/{unknown}/", " "),
        ])  # fmt: skip

    def _phone(self, language: str) -> tuple[str, str, str]:
        pick = self._random.choice
        region = pick(COUNTRIES)
        example = phonenumbers.example_number_for_type(region, phonenumbers.PhoneNumberType.MOBILE)
        national = list(str(example.national_number))
        for place in range(len(national) - 4, len(national)):
            national[place] = str(self._random.randrange(10))
        number = phonenumbers.parse(f"+{example.country_code}{''.join(national)}")
        forms = phonenumbers.PhoneNumberFormat
        written = phonenumbers.format_number(
            number, pick([forms.E164, forms.INTERNATIONAL, forms.INTERNATIONAL, forms.NATIONAL])
        )
        if region == "CN":
            plain = "".join(national)
            written = pick(
                [
                    written,
                    plain,
                    f"{plain[:3]}-{plain[3:7]}-{plain[7:]}",
                    f"{plain[:3]} {plain[3:7]} {plain[7:]}",
                    f"0086{plain}",
                    f"+86-{plain}",
                    plain.translate(str.maketrans("0123456789", "０１２３４５６７８９")),
                ]
            )
        elif not written.startswith("+"):
            return {"zh": "电话：", "en": "tel. ", "ug": "تېلېفون ", "bo": "ཁ་པར་ "}[language], written, " "
        return pick(["", " "]) if language == "zh" else " ", written, " "

    def _mail(self, language: str) -> tuple[str, str, str]:
        pick = self._random.choice
        local = pick(
            [
                f"{pick(HANDLE_PARTS)}.{pick(HANDLE_PARTS)}",
                str(self._random.randrange(10**6, 10**10)),
                f"{pick(HANDLE_PARTS)}+{pick(HANDLE_PARTS)}",
                f"{pick(HANDLE_PARTS)}_{self._random.randrange(99)}",
            ]
        )
        domain = pick(DOMAINS)
        return pick([
            ("", f"{local}@{domain}", " "), (" <", f"{local}@{domain}", ">"), (" ", f"{local}@{domain}".upper(), " "),
            ("", f"{local}@{domain}", ""), (" ", f"{local} [at] {domain}", " "), (" ", f"{local}＠{domain}", " "),
        ])  # fmt: skip

    def _id(self, language: str) -> tuple[str, str, str]:
        pick, digits = (
            self._random.choice,
            lambda count: "".join(str(self._random.randrange(10)) for _ in range(count)),
        )
        known = pick(self.people)
        birth = f"19{pick('56789')}{digits(1)}0{pick('123456789')}1{digits(1)}"
        return pick([
            ("", f"wxid_{''.join(pick('abcdefghjkmnp23456789') for _ in range(14))}", " "), ("QQ：", f"{pick('123456789')}{digits(8)}", " "),
            ("微信号: ", f"{pick(HANDLE_PARTS)}_{digits(4)}", " "), ("", f"{pick('123456789')}{digits(9)}@chatroom", " "), (" ", known.key.rpartition(":")[2], " "),
            ("", f"did:plc:{''.join(pick('abcdefghijklmnopqrstuvwxyz234567') for _ in range(24))}", " "), (" ", f"{pick('123456')}1010{digits(1)}{birth}{digits(3)}{pick('0123456789X')}", " "),
            ("", f"npub1{''.join(pick('023456789acdefghjklmnpqrstuvwxyz') for _ in range(58))}", " "), ("UID:", digits(10), " "), ("passport no. ", f"E{digits(8)}", " "),
        ])  # fmt: skip
