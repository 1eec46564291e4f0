"""Write docs/guide/columns.md from data/columns.toml: every kind of table, its fields and the headers that name them.

Run with: python scripts/build_column_page.py. A test fails when the page is out of date.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jingzhun.kinds import TableKind, all_kinds, columns_data
from jingzhun.read.columns.mapping import load_lexicon, usual_headers

PAGE = Path(__file__).parent.parent / "docs" / "guide" / "columns.md"
_INTRODUCTION = """\
<!-- 由 scripts/build_column_page.py 从 data/columns.toml 生成, 请勿手改 -->
# 认得哪些表、哪些列

程序按表头认列, 按认出的列判断是哪一种表。共 {kinds} 种表: {titles}。

## 怎样认列

1. 表头先化简再比较: 全角变半角, 小写变大写, 去掉空格、换行、星号、"必填"、括号和括号里的字、编号(A6. 、1、、(1))、
   后面的单位(:元)。
2. 多级表头连起来读(户主信息/姓名 就是 户主姓名), 连起来不认得时看最后一级。一格里写两种叫法(姓名/名称)也认得。
3. 人的称呼加上"姓名、身份证号、证件号码、性别、出生日期、住址、电话"等都认得: 车主电话、权利人证件号、逝者身份证号。
4. 五个字以上的表头只差一点时按相近的读, 并在说明里写出相近多少分(满分 100, 至少 {similarity})。
5. 再看内容: 叫"编号"而内容是身份证号的, 按身份证号读; 叫"身份证号"而几乎没有身份证号的, 给出提醒。
   姓名、日期、性别、车牌号也这样核对。
6. 监护人、配偶、家属、代办人、帮扶责任人等旁人的姓名和号码不会读成本人的。
   残疾证号、领款人等次要的列, 有更合适的列时让位。

看读成了什么: `jingzhun inspect 文件`。

## 认错了或认不出时

- 写在命令里: `--map 表头=字段`, 可以写多次; 字段写下面表里的中文名或英文名都行:
  `--map 机主=机动车所有人`, `--map 机主=owner_name`。
  不读某一列: `--map 编号=忽略`。
- 或写在设置文件 `jingzhun.toml` 里, 以后都有效: `[columns]` 下面写 `"机主" = "name"`。
- 指定的列优先于一切; 读取说明里会写明"按指定读作…"。

下面两种情形程序不猜, 停下来请您指明:

- 缺少必需的列(下面表里有 ★ 的): 列出这张表的表头和最接近的写法。
- 两列都像 {decisive} 之一, 而内容不同: 列出这两列。
"""


def page() -> str:
    """The whole page."""
    lexicon = load_lexicon()
    titles = usual_headers(TableKind.ROLL)
    introduction = _INTRODUCTION.format(
        kinds=len(all_kinds()),
        titles="、".join(kind.words for kind in all_kinds()),
        similarity=lexicon.similarity,
        decisive="、".join(titles[field] for field in titles if field in lexicon.decisive),
    )
    return introduction + "".join(_section(kind) for kind in all_kinds()) + _aliases()


def _section(kind: TableKind) -> str:
    """One kind: who the person of a row is, and its fields."""
    data, spec, titles = columns_data(), load_lexicon().spec(kind), usual_headers(kind)
    section: dict[str, Any] = data["kinds"][kind.value]
    lines = [f"\n## {kind.words} `{kind.value}`\n"]
    if "people" in section:
        lines.append(f"一行里的人可以叫: {'、'.join(section['people'])}。\n")
    if "stand_ins" in section:
        lines.append(f"没有别的列说明是谁时, 也用这些人的列: {'、'.join(section['stand_ins'])}。\n")
    lines += ["| 字段 | 英文名 | 认得的表头 |", "|---|---|---|"]
    for field in spec.fields:
        own = section["headers"].get(field, [])
        others = {word for name, words in section["headers"].items() if name != field for word in words}
        shared = [word for word in data["fields"].get(field, []) if word not in others]
        words = "、".join(dict.fromkeys([*own, *shared]))
        lines.append(f"| {'★ ' if field in spec.required else ''}{titles[field]} | `{field}` | {words} |")
    return "\n".join(lines) + "\n"


def _aliases() -> str:
    """Other English names of fields."""
    aliases = columns_data()["aliases"]
    rows = [f"| `{alias}` | `{field}` |" for alias, field in sorted(aliases.items())]
    return "\n## 字段的其他英文名\n\n" + "\n".join(["| 也可以写 | 就是 |", "|---|---|", *rows]) + "\n"


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
