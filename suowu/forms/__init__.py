"""Forms as data: a form file and a record make a laid-out value; a ledger makes paper documents.

A form file, `templates/kinds/<kind>/forms/<form>.yml`, holds:

    名称 条款 版式 (推定: the layout is derived; 文书2012: read in a printed one) 份数 注
    标题 题注            words with {path} for the title and the line under it, if not 名称
    文号: {值: path, 式: "（{年}）{县:法律文书代字}外字第{号}号", 年: path to a date, 号: path}
    打印: {逐项: list, 条件: {...}, 日期: path}      when it is due; without it on request only
    设: {word: text}  别名: {name: path}            words and second names of this form alone
    纸 (A4, A3)  方向 (纵, 横)  字号  题号 (points)  列: [widths of the columns]
    栏: what stands on it, from top to bottom; 尾栏: the same, below the 意见栏:
      - [{标签, 值: path or words with {path|style}, 跨: columns, 行高: mm, 格式: 月|逐行,
          缺: words if it has none, 各: words for each item, 勾选: [options], 逐行: true,
          对齐: 左|中|右}, …]                                                  a row
      - {表: list, 列: [{标题, 值, 跨, 勾选}], 补行: least rows, 行高}          a list of rows
      - {节: heading}  {用: 片段 of another file}
      - {段: words, 各: list, 缺, 对齐, 缩进, 字号, 字体}
      - {签: [{各: list, 标签: words, 值, 日期}]}      lines to sign, each with what it names
      - {裁切: words}  {码: path to an address, 边长}  {空: mm}
    意见栏: [{标题, 意见: path, 称: 签名, 签名: path, 盖章: true, 日期: path, 行高}]

The style after | says what blank a missing value leaves: 日, 月, 年, 短, 长, 空. A file with 片段
instead of 名称 is a piece that forms share. Widths are relative, and spans fill a row of 列.
"""

from suowu.forms.context import FormContext, event_words, form_context, recent_forms, select_forms
from suowu.forms.grid import laid_out
from suowu.forms.layout import LaidOutForm, Packet, as_data
from suowu.forms.printed import Printable, failing_forms, on_paper, printable, printed

__all__ = [
    "FormContext",
    "LaidOutForm",
    "Packet",
    "Printable",
    "as_data",
    "event_words",
    "failing_forms",
    "form_context",
    "laid_out",
    "on_paper",
    "printable",
    "printed",
    "recent_forms",
    "select_forms",
]
