"""What is given damaged bytes: exports, keys, notes and logs; `vault_subjects` has the vault's."""

import io
import tempfile
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

from demo.x_archive import write_archive

from soak import vault_subjects
from soak.subject import Subject, filled
from wildgrass.crypto import age, slip39
from wildgrass.crypto.checkpoint import Checkpoint, open_checkpoint, sign_checkpoint
from wildgrass.crypto.note import Signer, Verifier, open_note, parse_note, sign_note
from wildgrass.crypto.tiles import TileName, entry_bundle, parse_entry_bundle, parse_hash_tile
from wildgrass.sources.base import PieceSplit
from wildgrass.sources.containers import open_container
from wildgrass.sources.splitting import split


@cache
def _archive() -> dict[str, bytes]:
    """Return a small archive's members by name."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "x"
        write_archive(root, seed=3, posts=24, media=6, likes=5, conversations=6, messages=12, followers=3)
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _scratch() -> Path:
    return Path(tempfile.mkdtemp(prefix="soak-"))


def _splitting() -> Subject:
    names = ("tweets", "direct-messages", "direct-messages-group", "like", "manifest", "app")
    ways = (PieceSplit(), PieceSplit(nested=("dmConversation", "messages")))

    def probe(data: bytes, _: bytes) -> None:
        for how in ways:
            batches = list(split(io.BytesIO(data), how))
            assert b"".join(piece for piece, _ in batches) == data
            for piece, records in batches:
                edges = [edge for pair in records for edge in pair]
                assert edges == sorted(edges)
                assert all(start < end <= len(piece) for start, end in records)

    return Subject([_archive()[f"data/{name}.js"] for name in names], probe)


def _zips() -> Subject:
    folder = _scratch()
    samples = []
    for number, level in enumerate((0, 6)):
        path = folder / f"sample{number}.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED if level else zipfile.ZIP_STORED) as archive:
            for name in ("data/manifest.js", "data/tweets.js", "data/app.js", "assets/js/viewer.00.js"):
                archive.writestr(name, _archive()[name])
        samples.append(path.read_bytes())

    def probe(data: bytes, _: bytes) -> None:
        path = folder / "damaged.zip"
        path.write_bytes(data)
        export = open_container(path)
        for member in export.members.values():
            with member.open() as stream:
                while stream.read(1 << 16):
                    continue

    return Subject(samples, probe)


def _age_files() -> Subject:
    identities = (age.X25519Identity.from_secret(filled(32)), age.HybridIdentity.from_secret(filled(32)))
    passphrase = b"grass grows again"
    recipients = [identity.recipient() for identity in identities]
    sound = {age.encrypt(filled(size), [one]): filled(size) for one in recipients for size in (9, 70_000)}
    sound[age.encrypt(b"", [age.ScryptRecipient(passphrase, work_factor=6)])] = b""
    samples = list(sound)
    opener = [*identities, age.ScryptIdentity(passphrase, max_work_factor=10)]

    def probe(data: bytes, _: bytes) -> None:
        opened = age.decrypt(data, opener)
        assert sound.get(data) == opened, "a damaged file was opened"

    return Subject(samples, probe)


def _age_armor() -> Subject:
    samples = [age.armor(filled(size)).encode() for size in (0, 47, 48, 500)]

    def probe(data: bytes, _: bytes) -> None:
        opened = age.dearmor(data)
        assert age.armor(opened).encode().split() == data.split(), "two texts for the same bytes"

    return Subject(samples, probe)


def _age_keys() -> Subject:
    secrets = [age.X25519Identity.from_secret(filled(32)), age.HybridIdentity.from_secret(filled(32))]
    samples = [text.encode() for one in secrets for text in (one.text(), one.recipient().text)]

    def probe(data: bytes, _: bytes) -> None:
        text = data.decode("utf-8", "replace")
        parse = age.parse_identity if text.upper().startswith("AGE-") else age.parse_recipient
        parse(text)

    return Subject(samples, probe)


def _notes() -> Subject:
    signers = [Signer.from_seed(f"example.org/{number}", filled(32 + number)[number:]) for number in range(2)]
    verifiers = [Verifier.from_text(signer.verifier.to_text()) for signer in signers]
    texts = ("example.org/log\n7\nAAAA\n", "one line\n", "two\n\nparagraphs\n")
    samples = [sign_note(text, signers) for text in texts]

    def probe(data: bytes, _: bytes) -> None:
        parse_note(data)
        assert open_note(data, verifiers).text in texts, "a note that nobody signed was opened"

    return Subject(samples, probe)


def _checkpoints() -> Subject:
    signer = Signer.from_seed("example.org/log", filled(32))
    wanted = Checkpoint(origin="example.org/log", size=9, root=filled(32))
    samples = [sign_checkpoint(wanted, [signer])]

    def probe(data: bytes, _: bytes) -> None:
        opened = open_checkpoint(data, [signer.verifier], origin="example.org/log")
        assert opened == wanted, "a checkpoint that nobody signed was opened"

    return Subject(samples, probe)


def _tiles() -> Subject:
    name = TileName.from_path("tile/entries/000.p/5")
    samples = [entry_bundle([filled(size) for size in (0, 1, 40, 300, 7)]), filled(160)]

    def probe(data: bytes, _: bytes) -> None:
        hashes = TileName.from_path("tile/0/000.p/5")
        assert len(parse_hash_tile(hashes, data[:160])) == 5
        entries = parse_entry_bundle(name, data)
        assert entry_bundle(entries) == data

    return Subject(samples, probe)


def _x_members() -> Subject:
    """Damage one member of an archive that is whole otherwise: every member is still accounted for."""
    from wildgrass.sources.base import MemberReport
    from wildgrass.sources.registry import recognise

    members = {
        name: data for name, data in _archive().items() if len(data) > 60 and not name.startswith("assets/")
    }
    samples = {data: name for name, data in members.items() if name.endswith(".js") and len(data) < 60_000}
    path = _scratch() / "x.zip"

    def probe(data: bytes, original: bytes) -> None:
        with zipfile.ZipFile(path, "w") as archive:
            for name, whole in members.items():
                archive.writestr(name, data if name == samples[original] else whole)
        export = open_container(path)
        source, vintage = recognise(export)
        reports = [
            reading.name for reading in source.read(export, vintage) if isinstance(reading, MemberReport)
        ]
        assert len(reports) == len(set(reports))
        assert set(export.members) <= set(reports), "a member without a report"

    return Subject(list(samples), probe)


def _x_zips() -> Subject:
    """Damage the zip itself, whatever it hits."""
    from wildgrass.sources.registry import recognise

    path = _scratch() / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in _archive().items():
            if not name.startswith("assets/"):
                archive.writestr(name, data)
    sample = path.read_bytes()

    def probe(data: bytes, _: bytes) -> None:
        path.write_bytes(data)
        export = open_container(path)
        source, vintage = recognise(export)
        for _reading in source.read(export, vintage):
            continue

    return Subject([sample], probe)


def _words() -> Subject:
    shares = slip39.split(filled(32), threshold=2, count=3)
    samples = [share.phrase().encode() for share in shares]

    def probe(data: bytes, _: bytes) -> None:
        words = data.decode("utf-8", "replace")
        slip39.parse_share("Ana", words)
        slip39.combine([("Ana", words), ("Ben", samples[0].decode())])

    return Subject(samples, probe)


SUBJECTS: dict[str, Callable[[], Subject]] = {
    "age-armor": _age_armor,
    "age-files": _age_files,
    "age-keys": _age_keys,
    "checkpoints": _checkpoints,
    "notes": _notes,
    "record-splitting": _splitting,
    "share-words": _words,
    "tiles": _tiles,
    "vault-cards": vault_subjects.cards,
    "vault-entries": vault_subjects.entries,
    "vault-files": vault_subjects.stored_files,
    "vault-files-gone": vault_subjects.removed_files,
    "vault-manifests": vault_subjects.manifests,
    "vault-manifests-packed": vault_subjects.packed_manifests,
    "vault-shares": vault_subjects.share_documents,
    "x-members": _x_members,
    "x-zips": _x_zips,
    "zips": _zips,
}
