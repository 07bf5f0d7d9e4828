"""Writes the golden files v1-*.json here, and messages.json and postquantum.json
in ../../alg/testdata.

An implementation of the format of its own, on Python's cryptography package
(OpenSSL): it shares no code with the Go program, so agreement means something.
Salts and materials are fixed, and ML-KEM ciphertexts, which are random when they
are made, are kept in encapsulations.json; a second run writes the same bytes.

    python3 vectors.py    # cryptography 48 or later, for ML-KEM
"""

import base64
import hashlib
import json
import pathlib
import uuid

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA87PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM1024PrivateKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HERE = pathlib.Path(__file__).parent
ML_KEM = "ML_KEM_1024_AES"
SUITES = {  # spec: number, lengths of material and message key, HKDF hash, block cipher
    "AES_256": (1, 32, 32, hashes.SHA256, algorithms.AES),
    "SM4": (2, 16, 16, hashes.SM3, algorithms.SM4),
    ML_KEM: (7, 64, 32, hashes.SHA256, algorithms.AES),
}
KEPT = HERE / "encapsulations.json"
kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}


def pattern(label, n):
    """n bytes that depend on the label only."""
    return hashlib.shake_256(label.encode()).digest(n)


def front(spec, material, label):
    """What stands before the commitment: a salt, or an ML-KEM ciphertext."""
    if spec != ML_KEM:
        return pattern(label, 32)
    if label not in kept:
        _, encapsulated = MLKEM1024PrivateKey.from_seed_bytes(material).public_key().encapsulate()
        kept[label] = base64.b64encode(encapsulated).decode()
    return base64.b64decode(kept[label])


def input_key(spec, material, before):
    if spec != ML_KEM:
        return material
    return MLKEM1024PrivateKey.from_seed_bytes(material).decapsulate(before)


def derive(spec, material, before, bound=None):
    _, _, size, digest, _ = SUITES[spec]
    info = b"miyao message key v1 " + spec.encode() + (before if bound is None else bound)
    okm = HKDF(digest(), size + 32, None, info).derive(input_key(spec, material, before))
    return okm[:size], okm[size:]


def gcm(spec, key, plaintext, aad):
    encryptor = Cipher(SUITES[spec][4](key), modes.GCM(bytes(12))).encryptor()
    encryptor.authenticate_additional_data(aad)
    return encryptor.update(plaintext) + encryptor.finalize() + encryptor.tag


def seal(spec, material, before, plaintext, aad):
    key, commitment = derive(spec, material, before)
    return before + commitment + gcm(spec, key, plaintext, aad)


def write(path, value):
    path.write_text(json.dumps(value, indent="\t", ensure_ascii=False) + "\n")


def messages():
    for spec, (_, size, _, _, _) in SUITES.items():
        material = pattern("material " + spec, size)
        salt = front(spec, material, "salt " + spec)
        other = pattern("other material " + spec, size)
        key, commitment = derive(spec, material, salt)
        other_key, other_commitment = derive(spec, other, salt)
        unbound_key, unbound_commitment = derive(spec, material, salt, b"")
        aad, text = b"associated data", b"the plaintext"

        def vector(comment, sealed, plaintext=text, aad=aad, opens=False):
            return {
                "comment": comment, "spec": spec, "opens": opens, "material": material.hex(),
                "aad": aad.hex(), "sealed": sealed.hex(), "plaintext": plaintext.hex() if opens else "",
            }

        for n, extra in ((0, b""), (1, b""), (15, b"a"), (16, b"a" * 16), (17, aad), (32, aad), (4096, b"c" * 1048)):
            plaintext = pattern("plaintext", n)
            sealed = seal(spec, material, salt, plaintext, extra)
            yield vector(f"{n} bytes, {len(extra)} of associated data", sealed, plaintext, extra, True)
        right = gcm(spec, key, text, aad)
        yield vector("reference for the refusals", salt + commitment + right, opens=True)
        yield vector("right GCM, commitment of zeros", salt + bytes(32) + right)
        yield vector("right GCM, commitment of another key", salt + other_commitment + right)
        yield vector("right commitment, GCM of another key", salt + commitment + gcm(spec, other_key, text, aad))
        yield vector("sealed by another key throughout", seal(spec, other, salt, text, aad))
        yield vector("commitment before the salt", commitment + salt + right)
        yield vector("GCM directly under the material", salt + commitment + gcm(spec, input_key(spec, material, salt), text, aad))
        yield vector("salt not in the derivation", salt + unbound_commitment + gcm(spec, unbound_key, text, aad))
        yield vector("no associated data when sealed", seal(spec, material, salt, text, b""))
        yield vector("no commitment", salt + right)
        yield vector("a tag of 12 bytes", salt + commitment + right[:-4])


CONTEXTS = [  # what was given, what is bound, kind
    ("", "", 0),
    ("{}", "", 0),
    ('{"app":"billing","env":"prod"}', '{"app":"billing","env":"prod"}', 1),
    (' {"env" : "prod",\n\t"app":"\\u0062illing"} ', '{"app":"billing","env":"prod"}', 1),
    ('{"b":{"y":1,"x":[3,2,{"q":null,"p":true}]},"a":12345678901234567890}',
     '{"a":12345678901234567890,"b":{"x":[3,2,{"p":true,"q":null}],"y":1}}', 1),
    ('{"用途":"测试","n":1.0}', '{"n":1.0,"用途":"测试"}', 1),
    ("order-4711", "order-4711", 2),
    ('["a","b"]', '["a","b"]', 2),
    ('{"a":1,"a":1}', '{"a":1,"a":1}', 2),
    ("密" * 1024, "密" * 1024, 2),
]


def golden(spec):
    number, size, _, _, _ = SUITES[spec]
    material = pattern("golden material " + spec, size)
    key_id, key_version = uuid.UUID(bytes=pattern("golden key id " + spec, 16), version=4), 0x01020304
    cases = []
    for i, (given, bound, kind) in enumerate(CONTEXTS):
        header = bytes([1, number, kind, 0]) + key_id.bytes + key_version.to_bytes(4, "big")
        plaintext = pattern(f"golden plaintext {i}", 4096 if i == 0 else 5 * i)
        salt = front(spec, material, f"golden salt {spec} {i}")
        blob = header + seal(spec, material, salt, plaintext, header + bound.encode())
        cases.append({
            "context": given,
            "plaintext": base64.b64encode(plaintext).decode(),
            "blob": base64.b64encode(blob).decode(),
        })
    return {
        "format": 1, "spec": spec, "material": material.hex(),
        "keyId": str(key_id), "keyVersion": key_version, "cases": cases,
    }


def public_keys():
    for spec, private, size in ((ML_KEM, MLKEM1024PrivateKey, 64), ("ML_DSA_87", MLDSA87PrivateKey, 32)):
        seed = pattern("material " + spec, size)
        public = private.from_seed_bytes(seed).public_key()
        spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        yield {"spec": spec, "material": seed.hex(), "publicKey": spki.hex()}


write(HERE / "../../alg/testdata/messages.json", list(messages()))
write(HERE / "../../alg/testdata/postquantum.json", list(public_keys()))
for name in SUITES:
    write(HERE / f"v1-{name.lower()}.json", golden(name))
write(KEPT, kept)
