"""Writes workbooks with a password to open them: xlsx in both ways of [MS-OFFCRYPTO], and xls with RC4."""

from __future__ import annotations

import hashlib
import io
import struct
from pathlib import Path

import xlwt
from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from msoffcrypto.format.ooxml import OOXMLFile
from msoffcrypto.method.container.ecma376_encrypted import ECMA376Encrypted
from xlwt.CompoundDoc import XlsDoc

_SALT = bytes(range(16))
_VERIFIER = bytes(range(16, 32))


def encrypt_agile(path: Path, password: str) -> Path:
    """Encrypt an xlsx or xlsb as Excel 2010 and later do."""
    plain = OOXMLFile(io.BytesIO(path.read_bytes()))
    with path.open("wb") as file:
        plain.encrypt(password, file)
    return path


def encrypt_standard(path: Path, password: str) -> Path:
    """Encrypt an xlsx as Excel 2007 does (2.3.4.5 to 2.3.4.9): AES-128 in ECB mode, SHA-1."""
    digest = hashlib.sha1(_SALT + password.encode("utf-16-le")).digest()
    for count in range(50_000):
        digest = hashlib.sha1(struct.pack("<I", count) + digest).digest()
    digest = hashlib.sha1(digest + struct.pack("<I", 0)).digest()
    key = hashlib.sha1(bytes(a ^ b for a, b in zip(digest.ljust(64, b"\0"), b"\x36" * 64, strict=True))).digest()[:16]

    def encrypted(content: bytes) -> bytes:
        encryptor = Cipher(algorithms.AES(key), modes.ECB()).encryptor()
        return encryptor.update(content + b"\0" * (-len(content) % 16)) + encryptor.finalize()

    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<8I", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    verifier = struct.pack("<I", 16) + _SALT + encrypted(_VERIFIER) + struct.pack("<I", 20)
    verifier += encrypted(hashlib.sha1(_VERIFIER).digest())
    info = struct.pack("<HHII", 4, 2, 0x24, len(header)) + header + verifier
    plain = path.read_bytes()
    with path.open("wb") as file:
        ECMA376Encrypted(struct.pack("<Q", len(plain)) + encrypted(plain), info).write_to(file)
    return path


def write_encrypted_xls(path: Path, book: xlwt.Workbook, password: str) -> Path:
    """Save a workbook as Excel 97 does with a password (2.3.6): RC4 with a key for every 1024 bytes."""
    key = hashlib.md5(password.encode("utf-16-le")).digest()[:5]
    key = hashlib.md5((key + _SALT) * 16).digest()[:5]

    def cipher(block: int) -> object:
        return Cipher(ARC4(hashlib.md5(key + struct.pack("<I", block)).digest()), None).encryptor()

    first = cipher(0)
    password_record = struct.pack("<HHH", 1, 1, 1) + _SALT + first.update(_VERIFIER)
    password_record += first.update(hashlib.md5(_VERIFIER).digest())
    password_record = struct.pack("<HH", 0x2F, len(password_record)) + password_record
    plain = book.get_biff_data()
    begin = 4 + struct.unpack_from("<H", plain, 2)[0]
    stream = bytearray(plain[:begin] + password_record + plain[begin:])
    # The container fills up with zeros, which msoffcrypto takes for records of four bytes.
    stream += struct.pack("<HH", 0, -len(stream) % 4) + bytes(-len(stream) % 4)
    keys = b"".join(cipher(block).update(bytes(1024)) for block in range(len(stream) // 1024 + 1))
    at = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        body = at + 4
        if kind == 0x85:  # where a sheet begins stays readable, and moves
            struct.pack_into("<I", stream, body, struct.unpack_from("<I", stream, body)[0] + len(password_record))
        skip = {0x85: 4, 0x809: size, 0x2F: size, 0xE1: size}.get(kind, 0)
        for place in range(body + skip, body + size):
            stream[place] ^= keys[place]
        at = body + size
    XlsDoc().save(str(path), bytes(stream))
    return path
