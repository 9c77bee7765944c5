"""Say where an item is printed, so that a reader can cite it."""

from __future__ import annotations

from qsearch.plan import StoredItem

__all__ = ["citation"]


def citation(stored: StoredItem) -> str:
    """Return agency, year, title, document number, labels, number and page of an item, in Chinese.

    What is not printed is left out. A title that already begins with the agency or the
    year does not repeat them.
    """
    plan, item = stored.plan, stored.item
    title = plan.title
    year = f"{plan.year}年度" if plan.year is not None else ""
    # 國家圖書館102年度… names both already.
    head = "" if title.startswith(plan.agency) else plan.agency
    said_year = plan.year is None or str(plan.year) in title
    named = f"{head}{'' if said_year else year}《{title}》"
    labels = "／".join(dict.fromkeys(label for label in (item.dimension, item.execution_item) if label))
    place = [
        named + (f"（{plan.document_number}）" if plan.document_number else ""),
        labels,
        f"項次{item.number}" if item.number else f"第{item.position}項",
        f"第{item.source.page}頁" if item.source and item.source.page is not None else "",
    ]
    return "，".join(part for part in place if part)
