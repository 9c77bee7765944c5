"""Invented plans for the tests of the catalogue."""

from __future__ import annotations

from qsearch.plan import Extra, Heading, Kpi, Label, ParseWarning, Plan, PlanItem, Schedule, Source, Step

FRIENDLY = Label("quality-award", "服務流程", "服務流程便捷性", "單一窗口服務全功能程度")


def item(position: int, text: str = "", **fields) -> PlanItem:
    fields.setdefault("number", f"1.{position}")
    fields.setdefault("dimension", "服務流程")
    fields.setdefault("execution_item", "單一窗口服務全功能程度")
    return PlanItem(position=position, text=text or f"第{position}項：於服務臺試辦雨傘借用", **fields)


def plan(count: int = 3, **fields) -> Plan:
    fields.setdefault("title", "雲海美術館102年度提升服務品質執行計畫")
    fields.setdefault("agency", "雲海美術館")
    fields.setdefault("year", 102)
    fields.setdefault("framework", "quality-award")
    fields.setdefault("items", tuple(item(n) for n in range(1, count + 1)))
    return Plan(**fields)


def full_plan() -> Plan:
    """Fill every field of every record."""
    return plan(
        document_number="雲秘字第1020000001號",
        issued="102年1月15日",
        basis=("上級機關核定之實施計畫",),
        goals=("讓觀眾少跑一趟", "讓回覆更快"),
        targets="本館各組室",
        period="102年1月1日至12月31日",
        steps=("訂定", "推動"),
        control=("每季檢討",),
        items=(
            PlanItem(
                position=1,
                text="設置導覽預約單一窗口",
                number="(1)",
                dimension="服務流程",
                subdimension="服務流程便捷性",
                execution_item="單一窗口服務全功能程度",
                criterion="窗口功能",
                ancestors=(Heading("一、", "前臺"), Heading(None, "預約")),
                steps=(Step("1", "102年3月"), Step("2", "102年9月")),
                deadline="102年9月",
                units=("展覽組", "秘書室"),
                kpi=Kpi("K1", "預約成功率"),
                extra=(Extra("預期目標", "九成五"),),
                label=FRIENDLY,
                schedule=Schedule("by", ("2013-03", "2013-09")),
                source=Source("雲海.pdf", 2, (2, 3), (10, 14)),
            ),
            item(2, kpi=Kpi(None, "滿意度"), schedule=Schedule("recurring", (), "quarter"), source=Source("雲海.txt")),
        ),
        form="two-column",
        warnings=(ParseWarning("number-gap", "項次不連續", 2), ParseWarning("no-unit", "未印單位")),
    )
