"""An explained household as lines for a terminal: evidence as bars of bits, Chinese characters two cells wide."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from jingzhun.explain.account import Account
from jingzhun.explain.answer import answer_lines
from jingzhun.privacy import show

_LABEL, _WORDS_FROM = 10, 40
_SHORTEST_BAR, _LONGEST_BAR = 6, 24
#: So many bits fill a bar.
_FULL_BAR = 30.0
#: Less is shown as 0.0.
_SHOWN = 0.05
_FOR, _AGAINST = "█", "▓"


def lines_of(account: Account, width: int) -> Iterator[str]:
    """The lines.

    Args:
        account: what ``account.account_of`` gives.
        width: cells of the screen; the bars are cut to it, sentences go on.
    """
    bar = max(_SHORTEST_BAR, min(_LONGEST_BAR, width - _WORDS_FROM - 16))
    yield show(f"户 {account['household_id']}  {account['household_size']} 人  核查日 {account['as_of']}")
    if account["answer"] is not None:
        yield from map(show, answer_lines(account["answer"]))
        yield ""
    yield "证据以位计: 每多一位, 是同一人的可能与不是的可能之比翻一番"
    for member in account["members"]:
        yield ""
        yield from map(show, _member(member, bar))
    if account["unread"]:
        yield ""
        yield show(f"注意: 这次核查有 {len(account['unread'])} 项没有读出, 里面的没有比对: {account['unread'][0]}")


def _member(member: Account, bar: int) -> Iterator[str]:
    who = [f"{member['place']} {member['name'] or '(姓名空着)'}", member["number"] or "没有号码", member["address"]]
    yield "  ".join(part for part in (*who, _where(member, "roll")) if part)
    if member["name"]:
        yield f"  名册上同名的有 {member['namesakes_roll']:,} 人(连他自己)"
    silent = [each["title"] for each in member["registers"] if not _says(each)]
    for register in (each for each in member["registers"] if _says(each)):
        yield from _register(register, member["name"], bar)
    if silent:
        yield f"  {'、'.join(silent)}: 没有比对结果, 也没有号码、姓名、住址相近的行"


def _says(register: Account) -> bool:
    """Whether there is more to tell of a register than that nobody is there."""
    return bool(register["links"] or register["nearest"] or register["namesakes_register"])


def _register(register: Account, name: str, bar: int) -> Iterator[str]:
    links = register["links"]
    met = register["namesakes_register"]
    namesakes = f"; 登记上写着“{name}”的至少 {met:,} 行" if name and met else ""
    yield f"  {register['title']}: " + (f"{len(links)} 条" if links else "没有比对结果") + namesakes
    for link in links:
        yield from _link(link, bar)
    if links:
        return
    nearest = register["nearest"]
    if nearest is None:
        yield "    同名的行里没有一行相近: 两边号码都有效而不同的, 是两个人; 其余的对不上号码、出生日期或住址"
        yield f"    这些行没有留在结果里, 要看就到{register['title']}的原表里找“{name}”"
        return
    yield f"    最接近的是 {_where(nearest, 'register')}  {_who(nearest)}"
    yield from _evidence(nearest, bar)
    yield f"      为什么不是他: {'; '.join(nearest['why_not'])}"


def _link(link: Account, bar: int) -> Iterator[str]:
    yield f"    {_where(link, 'register')}  {_who(link)}"
    yield f"      {link['grade']} {link['grade_title']}。{link['chance_words']}"
    yield from _evidence(link, bar)
    if not_higher := link["not_higher"]:
        yield f"      为什么不是 {not_higher['grade']}: {'; '.join(not_higher['obstacles'])}"
    for other in link["also"]:
        again = "同一人在名册上另列了一次" if other["listed_again"] else f"同一行另有人选, {other['margin_words']}"
        yield f"      {again}: {_who(other)}  户 {other['household_id']}  {_where(other, 'roll')}"
    second = link["second"]
    if second is not None:
        again = "(多半是同一人在名册上另列了一次)" if second["listed_again"] else ""
        yield f"      第二人选: {_who(second)}  户 {second['household_id']}  {_where(second, 'roll')}{again}"
        yield f"        {second['margin_words']}"
    elif not link["also"]:
        yield "      没有第二个相近的人选"


def _evidence(pair: Account, bar: int) -> Iterator[str]:
    for piece in pair["evidence"]:
        yield _bar_line(piece["title"], piece["bits"], piece["words"], bar)
    yield _bar_line("合计", pair["weight"], "", bar)


def _bar_line(title: str, bits: float, words: str, bar: int) -> str:
    """``      号码       +27.1 │██████████        号码一致``."""
    length = min(bar, round(abs(bits) / _FULL_BAR * bar)) or int(abs(bits) >= _SHOWN)
    drawn = (_FOR if bits > 0 else _AGAINST) * length
    line = f"      {_fit(title, _LABEL)}{bits:+6.1f} │{drawn}{' ' * (bar - length)} {words}"
    return line.rstrip()


def _fit(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _who(person: Account) -> str:
    parts = (person["name"] or "(姓名空着)", person["number"] or "没有号码", person.get("address", ""))
    return "  ".join(part for part in parts if part)


def _where(place: Account, side: str) -> str:
    sheet = place[f"{side}_sheet"]
    where = f"{place[f'{side}_file']} › {sheet}" if sheet else str(place[f"{side}_file"])
    return f"{where} 第 {place[f'{side}_row']:,} 行"
