"""入户核查表: one printable form a household (docx), filled in by hand at its door.

The parts of a form are built once by python-docx; a household's form is made of copies of them with its texts in the
places of ``{names}``. That is what makes thousands of forms a matter of seconds.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from docx import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from lxml import etree

from jingzhun.casework.visit_cases import VisitCase, VisitDoubt
from jingzhun.casework.visit_columns import visit_columns
from jingzhun.privacy import show_lines

TITLE = "入户核查表"
_BODY = "word/document.xml"
_CREATED = datetime(2016, 1, 1)  # noqa: DTZ001 - a constant, in no time zone
_ZIP_DAY = (2016, 1, 1, 0, 0, 0)
_NOT_NEEDED = frozenset({"thumbnail", "customXml", "stylesWithEffects", "numbering", "webSettings", "fontTable"})
_STYLES = frozenset({"Normal", "DefaultParagraphFont", "TableNormal", "TableGrid", "Footer", "FooterChar"})
_FONT, _HEADING_FONT = "宋体", "黑体"
_WIDTHS = (2.5, 6.0, 2.5, 6.0)  # cm, 17 in all
_ROW_HEIGHT = 0.65  # cm, at least
_BOX = "□"
_ORDINALS = "一二三四五六七八九十"
_DAY = "　　　　年　　月　　日"
_HOUSEHOLD = (
    ("疑点编号", "{number}", "户编号", "{household_id}"),
    ("户主", "{head_name}", "联系电话", "{phone}"),
    ("乡镇", "{township}", "村、组", "{village} {group}"),
    ("人口", "{members} 人", "住址", "{address}"),
    ("家庭成员", "{people}"),
)
_DOUBT = (
    ("涉及成员", "{member_name}（{relation}）", "证件号码", "{id_number}"),
    ("查到的情况", "{text}"),
    ("来源", "{source}"),
    ("入户要问", "{ask}"),
    ("可能的例外\n(逐项问)", "{exceptions}"),
    ("是否属实", "{truths}"),
    ("例外原因", "□无　　□有，是："),
    ("情况说明", "\n\n"),
    ("佐证材料", "名称：\n编号：　　　　　　　　照片　　　张　　视频　　　段"),
)
_ENDING = (
    ("民主评议", f"日期：{_DAY}\n应到　　　人，实到　　　人，同意　　　人"),
    ("公示", f"自{_DAY}　至{_DAY}"),
    ("处理意见", "{proposals}"),
    ("核查人 1\n（签字）", "\n", "核查人 2\n（签字）", "\n"),
    ("入户日期", _DAY, "被核查人\n（签字、手印）", "\n"),
    ("审核人\n（乡镇）", f"\n{_DAY}", "县级意见\n（盖章）", f"\n{_DAY}"),
)


class VisitForms:
    """Makes forms.

    Args:
        check_day: the day for which the run was made.
        full: whether numbers stand there in full, which the foot of every page then says.
    """

    def __init__(self, check_day: date, *, full: bool) -> None:
        choices = {column.key: column.choices for column in visit_columns()}
        self._shared = {"check_day": check_day.isoformat(), "truths": _boxes(choices["truth"])}
        self._shared["proposals"] = _boxes(choices["proposal"])
        document = _document("含完整号码，内部资料，用后收回" if full else "内部资料，注意保密")
        self._head = _taken(document, (_title(document), _note(document), _table(document, _HOUSEHOLD)))
        self._doubt = _taken(document, (_heading(document, "{heading}"), _table(document, _DOUBT)))
        self._end = _taken(document, (_heading(document, "办理"), _table(document, _ENDING, together=True)))
        stream = io.BytesIO()
        document.save(stream)
        with zipfile.ZipFile(stream) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        self._skeleton = etree.fromstring(self._parts[_BODY])

    def form(self, case: VisitCase) -> bytes:
        """The form of a household as a docx file; the same case gives the same bytes."""
        root = copy.deepcopy(self._skeleton)
        body = root[0]
        values = {**self._shared, **case.texts, "number": case.number, "members": str(case.members)}
        pieces = _filled(self._head, values)
        for place, doubt in enumerate(case.doubts, start=1):
            pieces += _filled(self._doubt, self._shared | _doubt_texts(place, doubt))
        for place, piece in enumerate([*pieces, *_filled(self._end, values)]):
            body.insert(place, piece)  # what stands last is the section
        own = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as package:
            for name, content in self._parts.items():
                package.writestr(_entry(name), own if name == _BODY else content)
        return stream.getvalue()


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ZIP_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _doubt_texts(place: int, doubt: VisitDoubt) -> dict[str, str]:
    """What a form says of one doubt."""
    texts = doubt.texts
    how = "，".join(filter(None, (texts["severity"], texts["grade"])))
    ordinal = _ORDINALS[place - 1] if place <= len(_ORDINALS) else str(place)
    row = f"第 {doubt.register_row} 行" if doubt.register_row else ""
    source = " › ".join(filter(None, (texts["department"], texts["register_file"], texts["register_sheet"], row)))
    asked = [f"{_BOX} {title}" + (f"（须有：{papers}）" if papers else "") for title, papers in doubt.exceptions]
    return {
        **texts,
        "heading": f"疑点{ordinal}　{texts['title']}（{how}）　{doubt.number}",
        "relation": texts["relation"] or "关系未写",
        "source": source,
        "exceptions": "\n".join(asked) or "政策规则没有列出；农户有解释的，写在情况说明里",
    }


def _boxes(choices: Sequence[str]) -> str:
    return "　　".join(f"{_BOX}{choice}" for choice in choices)


def _filled(pieces: Iterable[Any], values: Mapping[str, str]) -> list[Any]:
    """Copies of some pieces with their ``{names}`` replaced; line feeds become line breaks."""
    filled = [copy.deepcopy(piece) for piece in pieces]
    for piece in filled:
        for element in list(piece.iter(qn("w:t"))):
            if element.text and "{" in element.text:
                _set_text(element, show_lines(element.text.format_map(values)).strip(" "))
    return filled


def _set_text(element: Any, text: str) -> None:
    """Put a text into ``w:t`` and the run behind it."""
    first, *others = text.split("\n")
    element.text = first
    element.set(qn("xml:space"), "preserve")
    for line in reversed(others):
        more = etree.Element(qn("w:t"))
        more.text = line
        more.set(qn("xml:space"), "preserve")
        element.addnext(more)
        element.addnext(etree.Element(qn("w:br")))


def _document(secret: str) -> Any:
    """An empty A4 document with its styles and its foot."""
    document: Any = Document()
    _strip(document)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = TITLE, "jingzhun", ""
    properties.created = properties.modified = _CREATED
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin, section.footer_distance = Cm(1.6), Cm(1.6), Cm(0.8)
    normal = document.styles["Normal"]
    normal.font.size = Pt(10.5)
    _set_font(normal.element.get_or_add_rPr(), _FONT)
    normal.paragraph_format.space_after = Pt(0)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run(f"{secret}　　第 ")
    _add_field(foot, "PAGE")
    foot.add_run(" 页 共 ")
    _add_field(foot, "NUMPAGES")
    foot.add_run(" 页")
    return document


def _strip(document: Any) -> None:
    """Take out what python-docx puts into every document and no form needs: a picture, lists, 160 styles."""
    for rels in (document.part.package.rels, document.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.rpartition("/")[2] in _NOT_NEEDED]:
            del rels[key]
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in _STYLES:
            styles.remove(style)


def _set_font(properties: Any, font: str) -> None:
    fonts = properties.get_or_add_rFonts()
    for side in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(side), font)


def _add_field(paragraph: Any, name: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _title(document: Any) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(TITLE)
    run.font.size, run.bold = Pt(18), True
    _set_font(run._r.get_or_add_rPr(), _HEADING_FONT)
    return paragraph._p


def _note(document: Any) -> Any:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run("核查日期 {check_day}　两人入户，当面问清，逐项填写，签字；以此填疑点核查表")
    run.font.size = Pt(9)
    return paragraph._p


def _heading(document: Any, text: str) -> Any:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(8), Pt(3)
    paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    run.bold = True
    _set_font(run._r.get_or_add_rPr(), _HEADING_FONT)
    return paragraph._p


def _table(document: Any, rows: Sequence[tuple[str, ...]], *, together: bool = False) -> Any:
    """A ruled table of label, text, label, text; a row of two has its text over the rest.

    Args:
        document: where its styles are.
        rows: the texts.
        together: whether all of it stays on one page; no row is torn apart in any case.
    """
    table = document.add_table(rows=len(rows), cols=len(_WIDTHS))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, _WIDTHS, strict=True):
        column.width = Cm(width)
    for row, texts in zip(table.rows, rows, strict=True):
        row.height = Cm(_ROW_HEIGHT)
        cells = row.cells
        if len(texts) < len(_WIDTHS):
            cells[1].merge(cells[-1])
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=False)):
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.keep_with_next = together
            run = paragraph.add_run(text)
            if place % 2 == 0:
                _set_font(run._r.get_or_add_rPr(), _HEADING_FONT)
        row._tr.get_or_add_trPr().insert(0, OxmlElement("w:cantSplit"))
    return table._tbl


def _taken(document: Any, pieces: Sequence[Any]) -> list[Any]:
    """Take the pieces out of the document."""
    for piece in pieces:
        document.element.body.remove(piece)
    return list(pieces)
