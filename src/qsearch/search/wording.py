"""Know the words of a query that ask rather than name, and those that name too much.

All words are folded, as queries are before they are looked at.
"""

from __future__ import annotations

import re

__all__ = ["QUESTION_FRAMES", "STOP_WORDS", "VAGUE_WORDS"]

# What asks, thanks or binds. Dropped while anything else is left.
STOP_WORDS = frozenset(
    (  # noqa: SIM905 - a word a line would fill a page
        "的 之 了 著 吗 呢 吧 啊 呀 喔 是 在 有 和 与 及 或 跟 等 也 都 就 要 会 能 可 让 把 被 给 对 于 以 为 从 到 请 想 我 你 您 他 她 "
        "我们 你们 他们 大家 可以 能够 想要 需要 应该 怎么 怎样 怎么样 怎么办 怎么做 如何 什么 甚么 哪些 哪里 哪个 哪几 哪种 为何 为什么 "
        "是否 有没有 有无 能不能 可不可以 请问 请教 麻烦 谢谢 感谢 想知道 想问 告诉 帮忙 其他 其它 别的 以及 还有 关于 有关 相关 这个 那个 "
        "这些 那些 一下 一些 一个 做 弄 搞 用 来 去 说 看 个 种 些 或者 并且 而且 所以 因为 如果 的话 时候"
    ).split()
)

# What nearly every action is about; left in, but it must not outweigh what is asked for.
VAGUE_WORDS = frozenset(
    (  # noqa: SIM905
        "措施 作法 做法 方式 方法 办法 案例 例子 经验 资料 内容 地方 东西 事情 事项 情形 状况 问题 服务 民众 人 者 机关 单位 部门 "
        "政府 办理 提供 加强 推动 落实 提升 改善 强化 建立 设置 增加 确保 规划 执行 实施 进行 处理 使用 利用 工作 业务 活动 计画 方案 友善 "
        "优质 有效 良好 更好 好 多 大 小 新 不 没 不用 不必 一趟 "
        "每次 认识 案件 案子 有人 别人 自己 一家 放 业者 同仁 承办 承办人 系统 很多 常常 时间 结果 数字 优良 检查 更新"
    ).split()
)

# Who is asked about says nothing of what; 機關 alone does (機關形象).
QUESTION_FRAMES = re.compile(
    "(?:其他|其它|別的|别的|別家|别家|人家|各|哪些|哪個|哪个)(?:機關|机关|單位|单位|館|馆|機構|机构|縣市|县市|學校|学校)(?:是|都)?"
)
