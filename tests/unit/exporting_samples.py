"""Invented plans in the three layouts, with everything an export must carry over."""

from qsearch.plan import Extra, Heading, Kpi, Label, Plan, PlanItem, Schedule, Source, Step

FLOW = Label("quality-award", "服務流程", "服務流程便捷性", "申辦案件流程簡化程度")

AWARD = Plan(
    title="青嵐縣立圖書館 101 年度提升服務品質執行計畫",
    agency="青嵐縣立圖書館",
    year=101,
    framework="quality-award",
    document_number="青圖秘字第 1010000012 號",
    issued="101 年 2 月 3 日",
    basis=("依縣政府 101 年度服務品質實施計畫辦理。",),
    goals=("縮短等候時間。", "改善閱覽環境。"),
    targets="本館各組及分館。",
    period="自 101 年 1 月起至 101 年 12 月止。",
    steps=("成立推動小組。", "按月檢討。"),
    control=("績優同仁予以敘獎。",),
    items=(
        PlanItem(
            1,
            "家庭借閱證當場核發，免再送審。",
            number="2.1",
            dimension="服務流程",
            subdimension="服務流程便捷性",
            execution_item="申辦案件流程簡化程度",
            deadline="101年6月",
            units=("典閱組", "推廣組"),
            extra=(Extra("預期目標", "=SUM(A1) 十五分鐘內"),),
            label=FLOW,
            schedule=Schedule("by", ("2012-06",)),
            source=Source("plan.odt", 3, (3, 4)),
            id="a1",
        ),
        PlanItem(
            2,
            "贈書受理：(1)公告收受原則；(2)派車載運。",
            number="2.2",
            dimension="服務流程",
            subdimension="服務流程便捷性",
            execution_item="申辦案件流程簡化程度",
            steps=(Step("(1)", "101年3月"), Step("(2)", "每月")),
            deadline="101年3月;每月",
            label=FLOW,
            schedule=Schedule("recurring", ("2012-03",), "month"),
        ),
        PlanItem(
            3,
            "申請書與同意書合印為一張。",
            number="3.1",
            dimension="服務流程",
            subdimension="服務流程便捷性",
            execution_item="申辦案件書表減量程度",
            label=Label("quality-award", "服務流程", "服務流程便捷性", "申辦案件書表減量程度"),
        ),
        PlanItem(
            4,
            "館際互借之圖書於寄出及歸還時  自動寄信告知 <申請人> & 館員",
            number="1.1",
            dimension="服務流程",
            subdimension="服務流程透明度",
            execution_item="案件處理流程主動回應程度",
            deadline="持續辦理",
            units=("資訊組",),
            label=Label("quality-award", "服務流程", "服務流程透明度", "案件處理流程主動回應程度"),
            schedule=Schedule("ongoing"),
        ),
        PlanItem(
            5,
            "增設無障礙坡道。",
            number="1.1",
            dimension="機關形象",
            subdimension="服務場所便利性",
            execution_item="洽公環境適切程度",
            label=Label("quality-award", "機關形象", "服務場所便利性", "洽公環境適切程度"),
        ),
    ),
)

OUTLINE = Plan(
    title="羲和織品博物館 107 年度提升服務品質執行計畫",
    agency="羲和織品博物館",
    year=107,
    framework="service-award",
    goals=("服務分眾觀眾。", "節約能源。"),
    items=tuple(
        PlanItem(
            position,
            text,
            number=number,
            dimension="基礎服務",
            execution_item=execution_item,
            criterion=criterion,
            ancestors=ancestors,
            deadline="持續辦理",
            units=("公服組",),
            label=Label("service-award", "基礎服務", None, execution_item),
            schedule=Schedule("ongoing"),
        )
        for position, number, text, execution_item, criterion, ancestors in (
            (1, "A", "團體預約導覽", "服務一致及正確", "服務及時性", ()),
            (2, "(A)", "行前電話通知", "服務一致及正確", "服務及時性", (Heading("A", "團體預約導覽"),)),
            (3, "(A)", "客服信箱回覆", "服務一致及正確", "服務及時性", (Heading("B", "意見回應"),)),
            (4, "(B)", "逾期案件稽催", "服務一致及正確", "服務及時性", (Heading("B", "意見回應"),)),
            (5, "A", "增設哺集乳室", "服務友善", "服務設施合宜程度", ()),
        )
    ),
)

SCORECARD = Plan(
    title="嵐江市立動物園 策略地圖與平衡計分卡",
    agency="嵐江市立動物園",
    year=109,
    framework="scorecard",
    issued="109 年 3 月 26 日",
    items=tuple(
        PlanItem(
            position,
            text,
            number=number,
            dimension=dimension,
            subdimension=theme,
            execution_item=objective,
            kpi=Kpi(number.rsplit(".", 1)[0], kpi),
            label=Label("scorecard", dimension),
        )
        for position, number, dimension, theme, objective, kpi, text in (
            (1, "AC1.1.1", "顧客", "深化保育教育", "擴大參與", "參與人次", "夜宿動物園計畫"),
            (2, "AC1.1.2", "顧客", "深化保育教育", "擴大參與", "參與人次", "保育志工培訓計畫"),
            (3, "AP1.1.1", "內部流程", "深化保育教育", "精進解說", "解說場次", "解說牌更新計畫"),
            (4, "BC1.1.1", "顧客", "優化遊園環境", "提升滿意度", "滿意度", "遊客滿意度調查"),
        )
    ),
)
