"""The keys of a policy file, each with an example for messages; docs/guide/policy.md explains them."""

from __future__ import annotations

TOP = {
    "name": 'name = "zhangzhou-2016"',
    "title": 'title = "漳州市平和县2016年建档立卡核查"',
    "area": 'area = "福建省漳州市平和县"',
    "valid_from": "valid_from = 2016-01-01",
    "valid_to": "valid_to = 2020-12-31",
    "extends": 'extends = "zhangzhou-2016"',
    "drop": 'drop = ["PAY"]',
    "combine": '[combine]\n  red_line = { A = "red_line", B = "red_line", C = "clue" }',
    "lines": '[lines]\n  income_line = { yuan = 2855, basis = "…", year = 2016 }',
    "effects": '[effects]\n  default = "correct"',
    "basis": '[[basis]]\n  id = "…"\n  document = "…"\n  note = "…"',
    "condition": '[[condition]]\n  code = "CAR"\n  …',
    "resolved": "[resolved]",
}
COMBINE = {
    "red_line": 'red_line = { A = "red_line", B = "red_line", C = "clue" }',
    "review": 'review = { A = "review", B = "review", C = "clue" }',
    "note": 'note = { A = "note", B = "note", C = "note" }',
}
CELLS = {
    "A": 'A = "red_line"',
    "B": 'B = "review"',
    "C": 'C = "clue"',
}
LINE = {
    "yuan": "yuan = 2855",
    "basis": 'basis = "filing-2014"',
    "year": "year = 2016",
    "title": 'title = "收入线"',
}
EFFECTS = {
    "default": 'default = "correct"',
    "notes": 'notes = "note"',
    "undecided": 'undecided = "note"',
    "doubt": 'doubt = ["JZ301"]',
    "correct": 'correct = ["JZ103"]',
    "clue": 'clue = ["JZ302"]',
    "note": 'note = ["JZ110"]',
}
BASIS = {
    "id": 'id = "assistance-2014"',
    "document": 'document = "社会救助暂行办法"',
    "number": 'number = "国务院令第649号"',
    "date": "date = 2014-02-21",
    "clause": 'clause = "第五十八条"',
    "note": 'note = "可以向哪些部门查询"',
    "valid_from": "valid_from = 2014-05-01",
    "valid_to": "valid_to = 2020-12-31",
    "area": 'area = "福建省"',
}
CONDITION = {
    "code": 'code = "CAR"',
    "title": 'title = "机动车"',
    "register": 'register = "vehicles"',
    "about": 'about = "household"',
    "severity": 'severity = "red_line"',
    "basis": 'basis = ["assistance-2014"]',
    "question": 'question = "车是谁出资买的, 现在谁在用?"',
    "show": 'show = ["名下有", " {vehicle_class|车辆}", " {plate}"]',
    "details": 'details = ["{registered_date} 登记", "状态{status}"]',
    "needs": 'needs = ["vehicle_class"]',
    "when": 'when = { field = "vehicle_class", starts_with = ["K", "H"] }',
    "when_not": 'when_not = { field = "vehicle_class", contains_any = ["挂车"] }',
    "exception": '[[condition.exception]]\n  code = "MOTORCYCLE"\n  …',
    "drop": 'drop = ["MOTORCYCLE"]',
}
EXCEPTION = {
    "code": 'code = "MOTORCYCLE"',
    "title": 'title = "摩托车"',
    "evidence": 'evidence = "行驶证"',
    "effect": 'effect = "excused"',
    "when": 'when = { field = "vehicle_class", starts_with = ["M"] }',
    "manual": "manual = true",
    "basis": 'basis = ["practice-exceptions"]',
}
RESOLVED = {"files": "files = []", "differences": "differences = []"}
FILE = {"name": 'name = "…"', "title": 'title = "…"', "file": 'file = "…"', "sha256": 'sha256 = "…"'}
DIFFERENCE = {
    "what": 'what = "changed"',
    "part": 'part = "condition"',
    "code": 'code = "CAR"',
    "keys": 'keys = ["when"]',
}

#: Keys whose tables are written under headers.
SECTIONS = frozenset({"combine", "lines", "effects", "basis", "condition", "exception", "resolved"})
