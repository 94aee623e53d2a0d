"""The recipe in docs/spec/shares.md opens a vault's key without any of our code."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from wildgrass.crypto import age, slip39

SPEC = Path(__file__).parent.parent.parent / "docs/spec/shares.md"


@pytest.mark.parametrize(
    ("prefix", "kind"), [("age-secret-key-pq-", age.HybridIdentity), ("age-secret-key-", age.X25519Identity)]
)
def test_words_become_the_identity(prefix, kind):
    [recipe] = re.findall(r"```python\n(.*?)```", SPEC.read_text("utf-8"), re.DOTALL)
    identity = kind.from_secret(bytes(range(7, 39)))
    words = "\n".join(share.phrase() for share in slip39.split(identity.secret(), threshold=2, count=3)[1:])
    made = subprocess.run(
        [sys.executable, "-c", recipe, prefix], input=words, capture_output=True, text=True, check=True
    )
    assert made.stdout.strip() == identity.text()


def test_a_commitment_is_what_the_spec_says():
    from hashlib import sha256

    from wildgrass.vault.shares import commit

    commitments = commit("00" * 16, "x", ["some words", "other words"], bytes)
    assert commitments.digests[2] == sha256(commitments.salt + b"2 other words\n").digest()
