"""A WeChat export of any size, as WeFlow lays a room out, in constant memory."""

from pathlib import Path

_TEXTS = ("明天见", "see you at six", "[图片]", "好的收到", "مرحبا", "ok 👍", "这一条长一些。" * 6)
_QUOTE = (
    '"replyToMessageId": "{reply}",\n      "quotedSender": "第 {who} 位",\n      '
    '"quotedContent": "明天见",\n      '
)


def write_big(path: Path, records: int, seed: int = 1) -> Path:
    """Write one room's JSON with `records` messages."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(
            '{\n  "weflow": {\n    "version": "1.0.3",\n    "exportedAt": 1767225600\n  },\n  "session": {\n'
            '    "wxid": "55555@chatroom",\n    "nickname": "大群",\n    "remark": "",\n    "displayName": "大群",\n'
            f'    "type": "群聊",\n    "lastTimestamp": 1767225600,\n    "messageCount": {records}\n'
            '  },\n  "messages": ['
        )
        for number in range(records):
            out.write((",\n    " if number else "\n    ") + _message(number, seed))
        out.write("\n  ]\n}\n")
    return path


def _message(number: int, seed: int) -> str:
    who = (number * 7 + seed) % 12
    text = _TEXTS[(number * 13 + seed) % len(_TEXTS)]
    code, label, more = 1, "文本消息", ""
    if text == "[图片]":
        code, label = 3, "图片消息"
    elif number % 5 == 4:
        code, label = 244813135921, "引用消息"
        more = _QUOTE.format(reply=7_000_000_000_000_000_000 + number - 1, who=who)
    elif number % 97 == 96:
        code, label, text = 10000, "系统消息", '\\"林\\" 撤回了一条消息'
    return (
        f'{{\n      "localId": {number + 1},\n      "createTime": {1_600_000_000 + number * 37},\n'
        f'      "formattedTime": "2020-09-13 20:26:40",\n      "type": "{label}",\n      "localType": {code},\n'
        f'      "content": "{text}",\n      "isSend": {int(who == 0)},\n'
        f'      "senderUsername": "wxid_member{who}",\n      "senderDisplayName": "第 {who} 位",\n      {more}'
        f'"source": "",\n      "senderAvatarKey": "wxid_member{who}",\n'
        f'      "platformMessageId": "{7_000_000_000_000_000_000 + number}"\n    }}'
    )
