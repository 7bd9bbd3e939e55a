"""A font that has Chinese, wherever there is one."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from kg.errors import KgError

_FAMILIES = (
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "PingFang SC",
    "Hiragino Sans GB",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "Noto Serif CJK SC",
    "Noto Serif CJK JP",
    "Arial Unicode MS",
)
_PACKAGE, _FILE = "pylopdf_fonts_zh_cn", "NotoSansSC-Regular.otf"


def chinese_font() -> Path:
    """The file of Noto Sans SC where its package is installed, else of a font of the system.

    Raises KgError, which says how to install one, where there is none.
    """
    spec = find_spec(_PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        if (Path(folder) / _FILE).is_file():
            return Path(folder) / _FILE
    from matplotlib import font_manager

    known = {font.name: font.fname for font in font_manager.fontManager.ttflist}
    for family in _FAMILIES:
        if family in known:
            return Path(known[family])
    raise KgError("no font with Chinese was found: pip install 'kg-cooperation[picture]'")
