"""Pictures and papers: what was uploaded, kept by its hash; nothing is fetched from other hosts."""

import hashlib
import struct
from pathlib import PurePosixPath

from bot.sandbox.arguments import Arguments, Upload
from bot.sandbox.methods import method
from bot.sandbox.refusals import bad
from bot.sandbox.state import Row, Sandbox

PHOTO_BYTES = 10 * 2**20
FILE_BYTES = 50 * 2**20
PNG = b"\x89PNG\r\n\x1a\n"
JPEG_SIZES = {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}


def photo_of(sandbox: Sandbox, arguments: Arguments, key: str) -> list[Row]:
    row = _file_of(sandbox, arguments, key, "photos")
    if row["size"] > PHOTO_BYTES:
        raise bad("file is too big")
    if not row["width"]:
        raise bad("IMAGE_PROCESS_FAILED")
    return [{**_public(row), "width": row["width"], "height": row["height"]}]


def document_of(sandbox: Sandbox, arguments: Arguments, key: str) -> Row:
    row = _file_of(sandbox, arguments, key, "documents")
    return {**_public(row), "file_name": row["name"], "mime_type": row["mime"]}


def content(sandbox: Sandbox, digest: str) -> bytes | None:
    if sandbox.files_dir is None:
        return sandbox.contents.get(digest)
    path = sandbox.files_dir / digest
    return path.read_bytes() if path.is_file() else None


def file_at(sandbox: Sandbox, path: str) -> Row | None:
    """The stored file with this `file_path`."""
    return sandbox.journal.table("files").get(PurePosixPath(path).stem)


def path_of(row: Row) -> str:
    return f"{row['folder']}/{row['file_id']}{PurePosixPath(row['name']).suffix}"


def _public(row: Row) -> Row:
    return {"file_id": row["file_id"], "file_unique_id": row["file_id"][:18], "file_size": row["size"]}


def _file_of(sandbox: Sandbox, arguments: Arguments, key: str, folder: str) -> Row:
    if key in arguments.uploads:
        return _keep(sandbox, arguments.uploads[key], folder)
    reference = arguments.text(key)
    if not reference:
        raise bad(f"there is no {folder.removesuffix('s')} in the request")
    if reference.startswith("attach://"):
        upload = arguments.uploads.get(reference.removeprefix("attach://"))
        if upload is None:
            raise bad("attached file not found")
        return _keep(sandbox, upload, folder)
    if "://" in reference:
        raise bad("failed to get HTTP URL content")
    row: Row | None = sandbox.journal.table("files").get(reference)
    if row is None:
        raise bad("wrong remote file identifier specified: Wrong padding in the string")
    if row["folder"] != folder:
        raise bad("type of file to send mismatch")
    return row


def _keep(sandbox: Sandbox, upload: Upload, folder: str) -> Row:
    if not upload.data:
        raise bad("file must be non-empty")
    if len(upload.data) > FILE_BYTES:
        raise bad("file is too big")
    digest = hashlib.sha256(upload.data).hexdigest()
    if sandbox.files_dir is None:
        sandbox.contents[digest] = upload.data
    elif not (sandbox.files_dir / digest).exists():
        sandbox.files_dir.mkdir(parents=True, exist_ok=True)
        torn = sandbox.files_dir / f"{digest}.part"
        torn.write_bytes(upload.data)
        torn.replace(sandbox.files_dir / digest)
    name = PurePosixPath(upload.name.replace("\\", "/")).name or "file"
    number = hashlib.sha256(f"{folder}/{digest}/{name}".encode()).hexdigest()[:40]
    width, height = picture_size(upload.data)
    row = {
        "file_id": number, "folder": folder, "digest": digest, "name": name, "mime": upload.mime,
        "size": len(upload.data), "width": width, "height": height,
    }  # fmt: skip
    if sandbox.journal.table("files").get(number) is None:
        sandbox.journal.put("files", number, row)
    return row


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG, zeros for anything else."""
    if data.startswith(PNG) and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    at = 2
    while data.startswith(b"\xff\xd8") and at + 9 < len(data) and data[at] == 0xFF:
        if data[at + 1] in JPEG_SIZES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return 0, 0


@method("getFile")
async def get_file(sandbox: Sandbox, arguments: Arguments) -> Row:
    row = sandbox.journal.table("files").get(arguments.text("file_id"))
    if row is None:
        raise bad("invalid file_id")
    return {**_public(row), "file_path": path_of(row)}
