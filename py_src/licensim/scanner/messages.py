"""The XML of eSCL that the scanner writes and reads."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from licensim.scanner.device import JPEG, PDF, Device, Job, ScanSettings

NAMESPACES: Final = (
    'xmlns:scan="http://schemas.hp.com/imaging/escl/2011/05/03" '
    'xmlns:pwg="http://www.pwg.org/schemas/2010/12/sm"'
)
VERSION: Final = "2.63"
MODEL: Final = "licensim Scanner"
# A fixed name in the form of a UUID, so that clients recognize the device.
DEVICE_UUID: Final = "6c696365-6e73-696d-8000-7363616e6e72"

MIN_SIDE: Final = 16
MAX_WIDTH: Final = 2550
MAX_HEIGHT: Final = 3508
RESOLUTIONS: Final = (75, 100, 150, 200, 300)
FORMATS: Final = (JPEG, PDF)
DEFAULTS: Final = ScanSettings()


class BadRequest(Exception):
    """A request with invalid scan settings; the message says what is wrong."""


def capabilities(formats: tuple[str, ...] = FORMATS) -> str:
    """Return ScannerCapabilities: a platen and a feeder with the same abilities."""
    can = _input_capabilities(formats)
    return _document(
        "ScannerCapabilities",
        f"<pwg:MakeAndModel>{MODEL}</pwg:MakeAndModel><pwg:SerialNumber>SIM-1</pwg:SerialNumber>"
        f"<scan:UUID>{DEVICE_UUID}</scan:UUID>"
        f"<scan:Platen><scan:PlatenInputCaps>{can}</scan:PlatenInputCaps></scan:Platen>"
        f"<scan:Adf><scan:AdfSimplexInputCaps>{can}</scan:AdfSimplexInputCaps>"
        "<scan:FeederCapacity>500</scan:FeederCapacity>"
        "<scan:AdfOptions><scan:AdfOption>DetectPaperLoaded</scan:AdfOption></scan:AdfOptions></scan:Adf>",
    )


def status(device: Device) -> str:
    """Return ScannerStatus: the device, its feeder, its jobs, the newest first."""
    jobs = "".join(_job_info(job) for job in reversed(device.jobs.values()))
    busy = device.busy or device.running is not None
    return _document(
        "ScannerStatus",
        f"<pwg:State>{'Processing' if busy else 'Idle'}</pwg:State>"
        f"<scan:AdfState>{_feeder(device)}</scan:AdfState><scan:Jobs>{jobs}</scan:Jobs>",
    )


def parse_settings(body: bytes, formats: tuple[str, ...] = FORMATS) -> ScanSettings:
    """Read ScanSettings; a missing field has its default. Raises BadRequest for an impossible setting.

    >>> parse_settings(b"<ScanSettings><InputSource>Feeder</InputSource></ScanSettings>").source
    'Feeder'
    """
    said = _fields(body)
    resolution = _number(said, "XResolution", DEFAULTS.resolution)
    if resolution not in RESOLUTIONS:
        raise BadRequest(f"XResolution {resolution}: not one of {', '.join(map(str, RESOLUTIONS))}")
    wanted = said.get("DocumentFormatExt") or said.get("DocumentFormat") or formats[0]
    if wanted not in formats:
        raise BadRequest(f"DocumentFormat {wanted}: not one of {', '.join(formats)}")
    return ScanSettings(
        source="Feeder" if said.get("InputSource") == "Feeder" else "Platen",
        format=wanted,
        color=said.get("ColorMode", "RGB24") != "Grayscale8",
        resolution=resolution,
        width=_side(said, "Width", DEFAULTS.width, MAX_WIDTH),
        height=_side(said, "Height", DEFAULTS.height, MAX_HEIGHT),
    )


def _fields(body: bytes) -> dict[str, str]:
    if b"<!DOCTYPE" in body:
        raise BadRequest("a document type is not taken")
    try:
        root = ET.fromstring(body)  # noqa: S314 - small, and without a document type
    except ET.ParseError as error:
        raise BadRequest(f"not well-formed: {error}") from error
    if _local(root.tag) != "ScanSettings":
        raise BadRequest(f"{_local(root.tag)}: ScanSettings was expected")
    return {_local(element.tag): (element.text or "").strip() for element in root.iter()}


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _number(said: dict[str, str], name: str, default: int) -> int:
    text = said.get(name, "") or str(default)
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadRequest(f"{name} {text[:20]}: a whole number was expected")
    return int(text)


def _side(said: dict[str, str], name: str, default: int, most: int) -> int:
    return min(most, max(MIN_SIDE, _number(said, name, default)))


def _document(name: str, inner: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<scan:{name} {NAMESPACES}>'
        f"<pwg:Version>{VERSION}</pwg:Version>{inner}</scan:{name}>"
    )


def _input_capabilities(formats: tuple[str, ...]) -> str:
    documents = "".join(
        f"<pwg:DocumentFormat>{name}</pwg:DocumentFormat><scan:DocumentFormatExt>{name}</scan:DocumentFormatExt>"
        for name in formats
    )
    resolutions = "".join(
        f"<scan:DiscreteResolution><scan:XResolution>{dots}</scan:XResolution>"
        f"<scan:YResolution>{dots}</scan:YResolution></scan:DiscreteResolution>"
        for dots in RESOLUTIONS
    )
    return (
        f"<scan:MinWidth>{MIN_SIDE}</scan:MinWidth><scan:MaxWidth>{MAX_WIDTH}</scan:MaxWidth>"
        f"<scan:MinHeight>{MIN_SIDE}</scan:MinHeight><scan:MaxHeight>{MAX_HEIGHT}</scan:MaxHeight>"
        "<scan:MaxScanRegions>1</scan:MaxScanRegions><scan:SettingProfiles><scan:SettingProfile>"
        "<scan:ColorModes><scan:ColorMode>Grayscale8</scan:ColorMode><scan:ColorMode>RGB24</scan:ColorMode>"
        f"</scan:ColorModes><scan:DocumentFormats>{documents}</scan:DocumentFormats>"
        f"<scan:SupportedResolutions><scan:DiscreteResolutions>{resolutions}</scan:DiscreteResolutions>"
        "</scan:SupportedResolutions></scan:SettingProfile></scan:SettingProfiles>"
    )


def _feeder(device: Device) -> str:
    if device.jammed_at is not None:
        return "ScannerAdfJam"
    return "ScannerAdfLoaded" if device.loaded else "ScannerAdfEmpty"


def _job_info(job: Job) -> str:
    return (
        f"<scan:JobInfo><pwg:JobUri>/eSCL/ScanJobs/{job.id}</pwg:JobUri><pwg:JobUuid>{job.id}</pwg:JobUuid>"
        f"<pwg:ImagesCompleted>{job.pages}</pwg:ImagesCompleted><pwg:JobState>{job.state}</pwg:JobState>"
        "</scan:JobInfo>"
    )
