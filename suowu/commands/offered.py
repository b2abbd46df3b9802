"""Offered commands: what each of them does, which words and flags it takes."""

from __future__ import annotations

from typing import NamedTuple

DEFAULT = "build"


class Option(NamedTuple):
    """A flag; `value` names what stands after it, a switch has none; `many` may stand more than
    once; `also` is what some call it."""

    name: str
    says: str
    value: str = ""
    choices: tuple[str, ...] = ()
    whole: bool = False
    most: int = 999_999_999
    many: bool = False
    also: str = ""


class Command(NamedTuple):
    """A command: what it does, its own flags, and the words that stand behind it; `alone` may
    stand without any of them."""

    says: str
    options: tuple[Option, ...] = ()
    words: tuple[str, ...] = ()
    needed: int = 0
    alone: bool = False


COMMON = (
    Option("records", "记录所在目录", "目录"),
    Option("content", "文字和规则", "目录"),
    Option("templates", "模板", "目录"),
    Option("out", "输出目录，默认 site", "目录"),
    Option("as-of", "按哪一天计算，默认今天（示例县按示例日期）", "YYYY-MM-DD"),
    Option("office", "只看这一个司法所", "司法所"),
    Option("format", "输出格式：text 或者 json", "格式", choices=("text", "json")),
    Option("no-cache", "不用缓存，全部重做"),
    Option("quiet", "不显示进度"),
    Option("help", "显示本说明"),
)
_STRICT = Option("strict", "有违规、停发也以 1 退出")
_SIZE = (
    Option("offices", "司法所数", "数", whole=True),
    Option("cases", "案件数", "数", whole=True),
    Option("seed", "随机种子", "数", whole=True),
)
COMMANDS = {
    "build": Command(
        "生成公开网站、内部网站和打印件（不写命令时即为此项）",
        (
            _STRICT,
            Option("scheduler", "由这个调度程序的工作进程分所生成", "地址"),
        ),
    ),
    "check": Command(
        "只检查，不生成；check 文件（或文件夹）：只列它的问题；--strict 时有违规、停发也以 1 退出",
        (_STRICT,),
        words=("文件",),
    ),
    "due": Command("列出逾期和 30 日内到期的事项"),
    "explain": Command(
        "说明规则怎样得出结论：explain 司法所/类别/编号 [规则]；"
        "登记簿写作 司法所/registers/年份/登记簿；也可以写文件的路径",
        words=("记录", "规则"),
        needed=1,
    ),
    "serve": Command(
        "本机预览：保存即重新生成并刷新浏览器",
        (
            Option("port", "本机端口，默认 8000", "端口", whole=True, most=65535),
            Option("once", "只生成一次，不开预览"),
            Option("site", "预览 public 还是 internal", "网站", choices=("public", "internal")),
        ),
    ),
    "new": Command(
        "新建记录骨架：new 类别 司法所；只写 new 就列出有哪些类别和司法所",
        words=("类别", "司法所"),
        needed=2,
        alone=True,
    ),
    "move": Command(
        "司法所改名：move 旧名 新名；一件记录移到别的所：move 司法所/类别/编号 --into 司法所；"
        "并入别的所：move 司法所 --into 司法所。网址、二维码和索引号不变",
        (
            Option("into", "移到或者并入这个司法所", "司法所"),
            Option("dry-run", "只说会做什么，什么也不改"),
        ),
        words=("旧名", "新名"),
        needed=1,
    ),
    "number": Command("给政府信息公开目录里还没有索引号的文件编号，编了不再变"),
    "packet": Command(
        "打印包：packet 司法所/类别/编号，或 packet 司法所 --due；不写对象就是全县的",
        (
            Option("due", "此刻应打印的全部表格"),
            Option("kind", "只要这一类", "类别"),
            Option(
                "event",
                "只要这一事项：清单的名称如 外出，或者表格的名称、文件名；也写 --form",
                "事项",
                also="form",
            ),
            Option("docx", "另出可编辑的 DOCX"),
            Option("since", "只要这一天起新出的表，例如上周一", "YYYY-MM-DD"),
            Option("blank", "事前先印：--event 写哪一张表，填好已知的，其余空着"),
            Option("dossier", "整卷：封面、目录、材料、封底，统一编页"),
        ),
        words=("对象",),
    ),
    "diff": Command(
        "公开内容有何变化：diff 提交，与一次提交相比；diff --published，与现有网站相比",
        (
            Option("published", "与 --out 里现有的网站相比"),
            Option("html", "另写一页前后对照", "文件"),
        ),
        words=("提交",),
    ),
    "verify": Command("按现有网站的日期重新生成一次，与它的清单逐一核对，什么也不改"),
    "schema": Command(
        "给编辑器用的 JSON Schema：记录的类别，或者 rule、kind、form 等文件；不写则全部写入 --out",
        (Option("reference", "改为显示数据文件写法的手册（docs/reference.md）"),),
        words=("类别或文件",),
    ),
    "draw": Command(
        "抽选：draw 记录 --commit 算名单指纹；draw 记录 照随机源抽选，写出证明；"
        "draw --verify 文件 复核",
        (
            Option("commit", "抽选以前：只算名单指纹和随机源的熵"),
            Option("verify", "照证明里的名单和随机源重抽一遍", "文件"),
        ),
        words=("记录",),
    ),
    "portal": Command(
        "几个县的网站合成一个总目录：portal --county 甲县/site --county 乙县/site --out 目录",
        (
            Option("county", "一个县生成好的网站，每县写一次", "目录", many=True),
            Option("name", "总目录的名称", "名称"),
        ),
    ),
    "demo": Command("生成虚构的示例县", _SIZE),
    "bench": Command(
        "测量速度和大小，写成一页；--cases 只测这一种大小",
        (
            *_SIZE,
            Option("peers", "与别的工具做同样的事相比，装了哪些比哪些"),
            Option("most", "只测到这么多案", "数", whole=True),
        ),
    ),
}
