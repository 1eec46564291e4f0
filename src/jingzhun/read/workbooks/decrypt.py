"""Workbooks with a password to open them, decrypted in memory; never on disk, and no password in any message."""

from __future__ import annotations

import io
from collections.abc import Sequence

from jingzhun.errors import ProtectedFileError, UnreadableFileError

#: What Excel encrypts with where a workbook is only protected against being changed ([MS-OFFCRYPTO] 2.4.2.3).
_WRITE_PROTECTED = "VelvetSweatshop"
_WITHOUT = "用 Excel/WPS 输入密码打开，去掉密码后另存为 xlsx"


def decrypted(content: bytes, passwords: Sequence[str], name: str) -> bytes:
    """Decrypt an xlsx, xlsb or xls.

    Args:
        content: the encrypted file.
        passwords: what to try, in order.
        name: what messages call it.

    Returns:
        The file as it was before it was encrypted.

    Raises:
        ProtectedFileError: no password fits.
        UnreadableFileError: the encryption is of an unknown kind.
    """
    # Only here: few workbooks are encrypted, and these libraries take longer to import than most take to parse.
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    try:
        book = msoffcrypto.OfficeFile(io.BytesIO(content))
        # Without being asked, the class for xlsx finds a wrong password only in what it has decrypted with it.
        asked = {"verify_password": True} if book.format == "ooxml" else {}
        for password in (_WRITE_PROTECTED, *passwords):
            plain = io.BytesIO()
            try:
                password.encode()
            except UnicodeEncodeError:  # what Python makes of argument bytes that are no text: nobody set that
                continue
            try:
                book.load_key(password=password, **asked)
                book.decrypt(plain)
            except InvalidKeyError:
                continue
            return plain.getvalue()
    except (DecryptionError, FileFormatError, ParseError, NotImplementedError):
        raise UnreadableFileError("工作簿有打开密码，加密的方式不认识", where=name, fix=_WITHOUT) from None
    if passwords:
        raise ProtectedFileError(
            "给出的密码打不开", where=name, fix=f"向提供单位核对密码，用 --password 重新给出；或{_WITHOUT}"
        )
    raise ProtectedFileError("工作簿有打开密码", where=name, fix=f"向提供单位要密码，用 --password 给出；或{_WITHOUT}")
