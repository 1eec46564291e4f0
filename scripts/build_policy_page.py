"""Write docs/guide/policies.md from the shipped policy packs: what each counts, its figures, exceptions and sources.

Run with: python scripts/build_policy_page.py. A test fails when the page is out of date.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jingzhun.policy.described import described
from jingzhun.policy.pack import load
from jingzhun.policy.records import Policy

PAGE = Path(__file__).parent.parent / "docs" / "guide" / "policies.md"
#: The order of the page, and what a reader must know before he uses a pack.
_PACKS = {
    "zhangzhou-2016": """\
2016 年建档立卡回头看的做法。车、城镇房产、财政供养的含义同这套程序最初的一样; 其余情形各地轻重不一,
这里多作须复核, 不作红线。
县里方案的原文没有找到, 条目取自国家办法和同期公开做法, 出处和没有见到原件的都写在依据里。
死亡、迁出的是本人, 不因此怀疑全户: 列为待查。死后还在发补助的才是红线。""",
    "dibao-2021": """\
2021 年 7 月《最低生活保障审核确认办法》施行以后的低保、低保边缘、刚性支出困难家庭核对。
国家办法没有规定车、房、存款的数字, 限额由各地定:
**用之前先把本县的低保标准填进 `allowance_line`(元/人·年)**, 没有填的不判断, 结果里会说明;
轻重和 `DEPOSIT` 的倍数照本省细则改。""",
    "monitoring-2021": """\
防止返贫监测看收入支出、"三保障"和饮水、自主应对能力, 是综合研判: 车、房、企业在这里只是待查的线索, 不是疑点。
**监测范围每年由省里定, `monitoring_line` 是闽侯县 2023 年的, 别处、别的年份必须改。**""",
    "template": """\
空模板: 每一行都有说明, 照着填。`jingzhun policy check` 说出还缺什么。""",
}
_INTRODUCTION = """\
<!-- 由 scripts/build_policy_page.py 从 policy/packs/*.toml 生成, 请勿手改 -->
# 自带的政策规则

程序自带 {count} 份: {names}。怎么看、怎么改见 [政策规则](policy.md);
看成表格用 `jingzhun policy show 名称`, 用起来写 `--policy 名称`。

- 这些是**样例**, 不是批准文件。每份都注明依据; 没有见到原件的、取自外省做法的, 依据里都如实写明。
  本县另有规定的, 写 `extends = "名称"` 只改不同的地方。
- 没有找到依据的数字不填, 不编造: 表里写"没有填", 用到它的情形不判断, 结果里说明一次。
- **例外**分两种。"数据看得出"的由程序按登记免除, 记录备查; "入户才问得清"的不会自动免除, 列给入户的人连同要留的佐证。
- 程序只列疑点。保留还是清退, 由两名工作人员入户核实后签字决定。
"""


def page() -> str:
    """The whole page."""
    names = "、".join(f"`{name}`" for name in _PACKS)
    introduction = _INTRODUCTION.format(count=len(_PACKS), names=names)
    return introduction + "".join(_section(load(name), about) for name, about in _PACKS.items())


def _section(policy: Policy, about: str) -> str:
    """One pack."""
    told = described(policy)
    until = told["valid_to"] or "今"
    lines = [
        f"\n## `{policy.name}` {policy.title}\n",
        f"适用地区: {policy.area}; 有效期 {policy.valid_from} 至 {until}。",
    ]
    above = [each.name for each in policy.chain[:-1]]
    if above:
        lines.append(f"以 {'、'.join(f'`{name}`' for name in reversed(above))} 为底, 沿用的词和例外不在文件里重复。")
    lines += ["", about, *_combination(told), *_figures(told)]
    lines += _conditions(told)
    lines += _sources(told)
    return "\n".join(lines) + "\n"


def _combination(told: dict[str, Any]) -> list[str]:
    rows = [f"| {row['severity']} | {row['A']} | {row['B']} | {row['C']} |" for row in told["combine"]]
    return ["", "| 轻重 | 把握 A | 把握 B | 把握 C |", "|---|---|---|---|", *rows]


def _figures(told: dict[str, Any]) -> list[str]:
    rows = [
        f"| {line['title']} `{line['id']}` | {_amount(line['yuan'])} | {line['year'] or ''} | {line['cited']} |"
        for line in told["lines"]
    ]
    return ["", "| 数字 | 元/人·年 | 年份 | 出处 |", "|---|---|---|---|", *rows]


def _amount(yuan: float | None) -> str:
    return "**没有填**" if yuan is None else f"{yuan:g}"


def _conditions(told: dict[str, Any]) -> list[str]:
    lines = ["", "| 代码 | 情形 | 查什么 | 轻重 | 例外: 数据看得出 | 例外: 入户才问得清 |", "|---|---|---|---|---|---|"]
    for each in told["conditions"]:
        seen = [_exception(one) for one in each["exceptions"] if not one["manual"]]
        asked = [_exception(one) for one in each["exceptions"] if one["manual"]]
        cells = [f"`{each['code']}`", each["title"], each["about"], each["severity"], "; ".join(seen), "; ".join(asked)]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _exception(one: dict[str, Any]) -> str:
    return one["title"] if one["effect"] == "不计" else f"{one['title']}(仍须复核)"


def _sources(told: dict[str, Any]) -> list[str]:
    lines = ["", "依据:", ""]
    for each in told["basis"]:
        cited = ", ".join(part for part in (each["document"], each["number"], each["clause"]) if part)
        lines.append(f"- **{cited}**: {each['note']}")
    return lines


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    print(PAGE)


if __name__ == "__main__":
    main()
