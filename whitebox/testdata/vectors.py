"""Writes the golden file v1.json.

An implementation of the format of its own, on Python's cryptography package
(OpenSSL): it shares no code with the Go program, so agreement means something.
The tables are not those of a cipher but bytes that depend on a label only, so
that the file stays small; what they compute shows all the more that every table
is read, and in the right place. A second run writes the same bytes.

    python3 vectors.py
"""

import hashlib
import json
import pathlib
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = pathlib.Path(__file__).parent
KEY_ID = uuid.UUID("10111213-1415-1617-1819-1a1b1c1d1e1f")
ALGORITHMS = {"AES_256": (1, 749568), "SM4": (2, 815104)}  # number, bytes of tables
DIRECTIONS = {"encryption": 1, "decryption": 2}


def pattern(label, n):
    """n bytes that depend on the label only."""
    return hashlib.shake_256(label.encode()).digest(n)


def plus(a, b):
    return bytes(x ^ y for x, y in zip(a, b))


class Tape:
    """Reads tables one after the other."""

    def __init__(self, tables):
        self.tables, self.at = tables, 0

    def take(self, n):
        self.at += n
        return self.tables[self.at - n : self.at]

    def mix(self, word):
        words = [self.take(1024)[4 * b : 4 * b + 4] for b in word]
        left = self.xor(words[0], words[1])
        right = self.xor(words[2], words[3])
        return self.xor(left, right)

    def xor(self, a, b):
        nibbles = []
        for x, y in zip(a.hex(), b.hex()):
            index = 16 * int(x, 16) + int(y, 16)
            nibbles.append(self.take(128).hex()[index])
        return bytes.fromhex("".join(nibbles))


def aes(tables, block, direction):
    tape, sign = Tape(tables), 1 if direction == "encryption" else -1
    columns = [block[4 * c : 4 * c + 4] for c in range(4)]
    for _ in range(13):
        shifted = [bytes(columns[(c + sign * r) % 4][r] for r in range(4)) for c in range(4)]
        columns = [tape.mix(tape.mix(column)) for column in shifted]
    shifted = [bytes(columns[(c + sign * r) % 4][r] for r in range(4)) for c in range(4)]
    out = bytes(tape.take(256)[b] for column in shifted for b in column)
    assert tape.at == len(tables)
    return out


def sm4(tables, block, _):
    tape = Tape(tables)
    x = [block[4 * i : 4 * i + 4] for i in range(4)]
    for round in range(32):
        if round % 4 == 0:
            x[round:] = [tape.mix(word) for word in x[round:]]
        sum = tape.xor(tape.xor(x[round + 1], x[round + 2]), x[round + 3])
        x.append(tape.xor(x[round], tape.mix(tape.mix(sum))))
    last = [tape.mix(word) for word in x[32:]]
    assert tape.at == len(tables)
    return b"".join(reversed(last))


CIPHERS = {"AES_256": aes, "SM4": sm4}


def message(algorithm, direction, tables, label):
    """An initialisation vector, a plaintext and a ciphertext that fit."""
    crypt = lambda block: CIPHERS[algorithm](tables, block, direction)
    plaintext = pattern(label + " plaintext", 21)
    padded = plaintext + bytes([11]) * 11
    if direction == "encryption":
        iv = pattern(label + " iv", 16)
        first = crypt(plus(padded[:16], iv))
        return iv, plaintext, first + crypt(plus(padded[16:], first))
    second = pattern(label + " second block", 16)
    first = plus(crypt(second), padded[16:])
    return plus(crypt(first), padded[:16]), plaintext, first + second


def seal(algorithm, direction, tables, fingerprints, label):
    """What stands before the tables, the key of the tables, and the digest."""
    number, size = ALGORITHMS[algorithm]
    assert len(tables) == size
    start = b"miyao-wb" + bytes([1, number, DIRECTIONS[direction], len(fingerprints)]) + KEY_ID.bytes
    if not fingerprints:
        return start, b"", hashlib.sha256(start + tables).digest()
    salt, body_key = pattern(label + " salt", 32), pattern(label + " body key", 32)
    start += salt
    slots = []
    for fingerprint in fingerprints:
        hkdf = HKDF(hashes.SHA256(), 32, salt, b"miyao white-box device v1")
        device_key = hkdf.derive(fingerprint.encode())
        slots.append(AESGCM(device_key).encrypt(bytes(12), body_key, b"miyao white-box slot v1" + start))
    prefix = start + b"".join(sorted(slots))
    body = AESGCM(body_key).encrypt(bytes(12), tables, b"miyao white-box tables v1" + prefix)
    return prefix, body_key, hashlib.sha256(prefix + body).digest()


def fingerprint(label):
    digits = pattern(label, 33).hex()
    return "-".join([digits[:8], digits[8:22], digits[22:36], digits[36:50], digits[50:66]])


def vector(algorithm, direction, devices):
    label = f"{algorithm} {direction} for {devices} devices"
    tables = pattern(label + " tables", ALGORITHMS[algorithm][1])
    fingerprints = [fingerprint(f"{label} {i}") for i in range(devices)]
    prefix, body_key, digest = seal(algorithm, direction, tables, fingerprints, label)
    iv, plaintext, ciphertext = message(algorithm, direction, tables, label)
    return {
        "Algorithm": algorithm,
        "Direction": direction,
        "KeyID": str(KEY_ID),
        "TablesLabel": label + " tables",
        "Fingerprints": fingerprints,
        "Prefix": prefix.hex(),
        "BodyKey": body_key.hex(),
        "Digest": digest.hex(),
        "IV": iv.hex(),
        "Plaintext": plaintext.hex(),
        "Ciphertext": ciphertext.hex(),
    }


vectors = [vector(a, d, n) for a in ALGORITHMS for d in DIRECTIONS for n in (0, 3)]
(HERE / "v1.json").write_text(json.dumps(vectors, indent=2) + "\n")
