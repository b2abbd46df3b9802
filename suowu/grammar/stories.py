"""Stories: every word that may stand in stories.yml, with its type and its meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal, get_args

from suowu.grammar.shapes import At, Schema

Type = Literal[
    "值", "名", "日", "数", "区间", "池", "条件", "筛选", "定", "表", "择一", "文字", "整数",
    "字段", "名单", "字段名单", "轮换", "词表", "真", "改动", "发生", "设", "缺席",
    "事项", "情节", "跨度",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryKey:
    """One key: its type, what it means, the values it may have where they are few."""

    name: str
    type: Type
    means: str
    required: bool = False
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryWord:
    """A mapping that stands for a value, known by its first key.

    `many` gives several list items at once; `gives` are the names known inside its row.
    """

    means: str
    keys: tuple[StoryKey, ...]
    many: bool = False
    gives: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.keys[0].name


def _key(line: str, *options: str) -> StoryKey:
    """`名! 类型 说明`; the mark says that the key must be there."""
    name, type_, means = line.split(" ", 2)
    known = next(one for one in get_args(Type) if one == type_)
    bare = name.removesuffix("!")
    return StoryKey(name=bare, type=known, means=means, required=bare != name, options=options)


_ROLL = _key("遇休 择一 遇休息日推到下一个工作日，或者提到上一个", "顺延", "提前")
_STEPS = (
    _key("工作日 数 隔几个工作日，当日不计"),
    _key("日 数 隔几日"),
    _key("月 数 隔几个月"),
    _key("不早于 日 早了就用这一日"),
    _key("不晚于 日 晚了就用这一日"),
    _ROLL,
)
_GIVEN = _key("定 定 每一项另取的名")
_ROW = _key("记! 值 写下的一项")
_AWAY = _key("不在时 缺席 人不在的日子：略，或者改写这几个字段")
_UNTIL = _key("至 日 到哪一日为止，不写的到今日")

STORY_WORDS = {
    word.name: word
    for word in (
        StoryWord(means="任取一个", keys=(_key("选! 池 几样之中，或者“样: 份数”"),)),
        StoryWord(
            means="任取几个",
            keys=(
                _key("抽! 池 几样之中"),
                _key("个数 数 取几个，次序打乱"),
                _key("几率 数 每一个被取到的百分数，次序照旧"),
            ),
            many=True,
        ),
        StoryWord(
            means="名单中的各项",
            keys=(
                _key("全部! 名 名单"),
                _key("其中 筛选 只要这样的项"),
                _key("取 文字 只取这个字段"),
            ),
            many=True,
        ),
        StoryWord(means="任取一个数，小数取一位", keys=(_key("数! 区间 最小和最大"),)),
        StoryWord(means="是或者否", keys=(_key("几率! 数 为是的百分数"),)),
        StoryWord(means="之后的一日", keys=(_key("后! 日 从哪一日起算"), *_STEPS)),
        StoryWord(means="之前的一日", keys=(_key("前! 日 从哪一日倒算"), *_STEPS)),
        StoryWord(
            means="一段期间的最后一日，首日计入",
            keys=(_key("满! 日 首日"), _key("日 数 几日"), _key("月 数 几个月")),
        ),
        StoryWord(
            means="某年某月某日",
            keys=(_key("年! 数 年"), _key("月! 数 月"), _key("日! 数 日"), _ROLL),
        ),
        StoryWord(
            means="编造的一个人：姓名、性别、姓、民族；有出生的另有出生日期、身份证号",
            keys=(_key("人! 值 性别"), _key("姓 值 随谁的姓"), _key("出生 值 出生日期")),
        ),
        StoryWord(means="一份名单的指纹", keys=(_key("指纹! 名 名单"),)),
        StoryWord(
            means="从名单里照随机源先抽中的几个编号",
            keys=(_key("抽签! 名 名单"), _key("随机源! 名 随机源"), _key("个数! 数 几个")),
            many=True,
        ),
        StoryWord(
            means="按人数配备，至少一个",
            keys=(_key("配! 名 多少人"), _key("一人管! 数 一个管几人")),
        ),
        StoryWord(
            means="轮流取一个",
            keys=(_key("轮! 名 名单"), _key("次! 名 第几次"), _key("每 数 几次一换")),
        ),
        StoryWord(
            means="按一个名的值分别取",
            keys=(_key("按! 名 看哪个名"), _key("值! 表 各值取什么"), _key("否则 值 都不是")),
        ),
        StoryWord(
            means="按条件取",
            keys=(_key("若! 条件 条件"), _key("则 值 是"), _key("否则 值 不是")),
        ),
        StoryWord(
            means="一样一项，或者几项",
            keys=(_key("逐! 池 名单，或者几项"), _GIVEN, _ROW),
            many=True,
            gives=("项", "次"),
        ),
        StoryWord(
            means="每周、每月或者每个工作日一项",
            keys=(
                _key("每! 择一 多久一项", "周", "月", "工作日"),
                _key("第 数 周几或者几日，休息的推到期内的下一个工作日；不写的为首日"),
                _key("自! 日 从哪一日开始"),
                *(_UNTIL, _AWAY, _GIVEN, _ROW),
            ),
            many=True,
            gives=("次", "日", "月", "月末"),
        ),
        StoryWord(
            means="隔一阵一项",
            keys=(
                _key("首! 日 第一项的日子"),
                _key("隔 数 再隔几日一项；不写的只有一项"),
                _key("几率 数 每一次真有的百分数"),
                *(_UNTIL, _ROLL, _AWAY, _GIVEN, _ROW),
            ),
            many=True,
            gives=("次", "日", "月", "月末"),
        ),
    )
}

STORY_FILE = (
    _key("头注! 文字 每份文件开头的说明"),
    _key("份数 整数 示例县里一共几份；案才有"),
    _key("立案 名 按哪一日排次序、编年份和顺序号；案才有"),
    _key("年度 名单 记哪几年的簿：今年、去年；簿才有"),
    _key("轮换 轮换 逐个司法所轮换的名；所才有，其中案权是分到案件的份数"),
    _key("预定 字段名单 可以晚于今日的日期字段；其余的日期不到不写"),
    _key("不在 跨度 人不在的日子"),
    _key("词 词表 可选的字样"),
    _key("定 定 先定下的名，依次取值"),
    _key("事 事项 可能发生的事"),
    _key("办理! 值 照办的一份记录"),
    _key("平日 发生 没有情节的案里会发生的事"),
    _key("情节定 定 各个情节都这样定"),
    _key("情节 情节 有名目的故事：守规矩的和出差错的"),
)
AT_TIMES = (
    *(key for key in STORY_WORDS["首"].keys if key.name not in ("记", "不在时")),
    _key("事! 池 发生哪一件事"),
)
EVENT = (
    _key("同 文字 照哪一件事，只改下面的"),
    _key("定 定 先定下的名"),
    _key("记 设 在各清单里加的一项"),
    _key("改 改动 改动清单里已有的项"),
)
_SET, _CUT = _key("设 设 改填的字段"), _key("去 字段名单 去掉的字段")
PLOT = (
    _key("讲! 文字 一句话，写在文件开头"),
    _key("触发 名单 应当列出的规则；不写的都守规矩"),
    _key("所 整数 在第几个司法所；所和簿才有"),
    _key("年度 择一 在哪一年的簿", "今年", "去年"),
    _key("定 定 改定的名"),
    _key("发生 发生 发生的事，依次"),
    _key("改 改动 改动清单里的项"),
    *(_SET, _CUT),
)
EDIT = (
    _key("集! 字段 哪个清单"),
    _key("其中 筛选 只改这样的项"),
    _key("第 整数 只改第几项，-1 是最后一项"),
    _key("留 整数 前几项不动"),
    _key("去项 真 整项去掉"),
    *(_SET, _CUT),
)
AWAY = (_key("集! 字段 哪个清单"), _key("起! 文字 首日的字段"), _key("止! 文字 末日的字段"))
ITEMS: Final = {"情节": PLOT, "事": EVENT, "发生": AT_TIMES, "改": EDIT, "不在": AWAY}
"""What stands in the lists of these names."""
TESTS = ("早于", "晚于", "不早于", "不晚于", "有")
GIVEN = (
    *("今日", "今年", "去年", "本年", "县", "所", "所号", "所名", "所次", "所码", "案数", "编号"),
    *("手机号", "号"),
)
"""Names that every story knows; 手机号, and 号 in a text, are new each time."""

TYPE_SAYS: Final[Mapping[Type, str]] = {
    "值": "固定的值、「名」、带「名」的文字、字段的清单，或者一个造值的词",
    "名": "已经有的名，可以往里走：申请.日期",
    "日": "一个名，或者造日子的词（后、前、满、年）",
    "数": "数、[最小, 最大]、一个名，或者造数的词",
    "区间": "[最小, 最大]",
    "池": "列表、“样: 份数”、一个名，或者一个数（从 1 数到它）",
    "条件": "一个名，或者 {名: 值}、{名: {晚于: 名}}",
    "筛选": "{字段: 值}、{字段: {晚于: 名}}",
    "定": "“名: 值”一行一个，后面的可以用前面的",
    "表": "“值: 取什么”一行一个",
    "择一": "列出的几个词之一",
    "文字": "文字",
    "整数": "整数",
    "真": "true",
    "字段": "字段路径，* 是列表的每一项，-1 是最后一项",
    "名单": "列表",
    "字段名单": "字段路径的列表",
    "轮换": "“名: [各所依次]”一行一个",
    "词表": "“名: 列表”一行一个",
    "改动": "改动的列表，见“改”",
    "发生": "发生的事的列表：事的名称，或者“事”加上隔多久",
    "设": "“字段: 值”一行一个",
    "缺席": "略，或者改写的字段",
    "事项": "“名称: 事”一行一件，见“事”",
    "情节": "情节的列表，见“情节”",
    "跨度": "名称和{集, 起, 止}，见“不在”",
}


@dataclass(frozen=True, slots=True)
class _StoriesShape:
    """A file of stories, kept as written: the demo reads it."""

    said: str = "情节文件的字段"

    def read(self, value: Any, at: At) -> Any:
        return value if isinstance(value, dict) else at.refuse(f"须为{self.said}", value)

    def schema(self) -> Schema:
        return {
            "type": "object",
            "additionalProperties": False,
            "properties": {k.name: {"description": k.means} for k in STORY_FILE},
            "required": [k.name for k in STORY_FILE if k.required],
        }


STORIES: Final = _StoriesShape()
