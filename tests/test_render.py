"""Documents: pure values, nothing private in public ones, digests that cover what is shown."""

from dataclasses import replace

import pytest
from jinja2 import Environment

from suowu.county import county_of
from suowu.define.clauses import heading_of, headings_of
from suowu.derive.statistics import CountRow, CountTable
from suowu.digest import digest_of
from suowu.ledger import Ledger, NoticeState
from suowu.model import LEVELS, Outcome, State
from suowu.render import paths, render, templates, view_of
from suowu.render.cards import figures, fingerprint
from suowu.render.context import site_context
from suowu.render.dossier import _fields
from suowu.render.pages import internal_text, public_text
from suowu.render.rows import BUCKETS, bucket_of
from tests.counties import ROOT
from tests.small_ledger import AS_OF, definitions, ledger, with_notice_state


def by_path(whole: Ledger) -> dict[str, str]:
    return {document.path: document.digest for document in render(whole)}


def test_every_document_has_its_own_path_and_all_templates_exist() -> None:
    whole = ledger()
    documents = render(whole)
    texts = templates.sources(whole.definitions, on=AS_OF)
    assert len({document.path for document in documents}) == len(documents)
    assert [d.path for d in documents if d.template and d.template not in texts] == []


def test_same_ledger_same_documents() -> None:
    assert by_path(ledger()) == by_path(ledger())


def test_public_views_hold_nothing_private() -> None:
    views = [repr(view_of(d)) for d in render(ledger()) if d.audience == "public"]
    assert views and not [view for view in views if "秦志远" in view or "经办人" in view]


@pytest.mark.parametrize("state", ["待公示", "期满", "停发"])
def test_only_a_notice_in_its_window_has_a_page(state: NoticeState) -> None:
    whole = with_notice_state(ledger(), state)
    documents = [d for d in render(whole) if d.audience == "public"]
    assert not [d.path for d in documents if d.path.startswith("public/notices/")]
    assert "秦某" not in repr([view_of(d) for d in documents])


def test_a_notice_for_the_board_only_has_no_page() -> None:
    whole = ledger()
    cases = {
        key: replace(case, notices=tuple(n._replace(channels=("公示栏",)) for n in case.notices))
        for key, case in whole.cases.items()
    }
    documents = render(replace(whole, cases=cases))
    assert not [d.path for d in documents if d.path.startswith("public/notices/")]


def test_notices_about_persons_stay_out_of_search_engines() -> None:
    (notice,) = (d for d in render(ledger()) if d.path.startswith("public/notices/"))
    assert notice.head["robots"] == "noindex,noarchive" and notice.search is None


def test_an_edit_changes_the_digests_it_must() -> None:
    before, after = by_path(ledger()), by_path(ledger(title="秦志高"))
    changed = {path for path in before if before[path] != after[path]}
    assert "internal/cases/qinghe/matter/2026-001.html" in changed
    assert "internal/cases/qinghe/matter/2026-002.html" not in changed
    assert not {path for path in changed if path.startswith("public/")}


def test_a_template_changes_the_pages_that_pull_it_in() -> None:
    whole = ledger()
    said, name = whole.definitions, "shared/parts.html.j2"
    texts = {**said.templates, name: said.templates[name] + " "}
    other = replace(whole, definitions=replace(said, templates=texts))
    before, after = by_path(whole), by_path(other)
    assert before["public/offices.html"] != after["public/offices.html"]
    assert before["public/search.html"] == after["public/search.html"]


def test_the_board_sorts_by_day_and_counts() -> None:
    (board,) = (d for d in render(ledger()) if d.path == "internal/index.html")
    for group in board.view["groups"]:
        days = [row["due"] for row in group["rows"]]
        assert days == sorted(days)
    counts = {count["bucket"].id: count["number"] for count in board.view["counts"]}
    assert counts == {"overdue": 3, "7": 3, "30": 0, "later": 0, "broken": 0}
    assert board.view["persons"] == ["陆建国"]


def test_a_dossier_shows_each_deadline_with_its_place_in_the_handbook() -> None:
    (page,) = (d for d in render(ledger()) if d.path.endswith("matter/2026-001.html"))
    (first, _), (done,) = view_of(page)["open"], view_of(page)["done"]
    assert (first["bucket"], done["bucket"]) == ("overdue", "done")
    assert first["clause_href"] == "handbook/04-05.html#c-4-5-2-5"


def test_government_meta_tags() -> None:
    (page,) = (d for d in render(ledger()) if d.path == "public/guide.html")
    for name in ("SiteName", "SiteDomain", "SiteIDCode", "ArticleTitle", "PubDate"):
        assert f'<meta name="{name}" content="' in page.head["tags"]


@pytest.mark.parametrize(
    ("clause", "place"),
    [
        ("四(五)2(5)①", "c-4-5-2-5"),
        ("四(五)2(5)", "c-4-5-2-5"),
        ("四(五)9", "c-4-5"),
        ("三1", None),
        ("社区矫正法 第九条", None),
    ],
)
def test_a_rule_stands_under_the_nearest_clause(clause: str, place: str | None) -> None:
    headings = headings_of(definitions().pages)
    found = heading_of(clause, headings)
    assert (found.anchor if found else None) == place


def test_handbook_pages_show_their_live_rules() -> None:
    pages = internal_text(definitions(), on=AS_OF).make()
    text = pages["handbook/04-05.md"]
    assert text.index("五个工作日内。") < text.index("制订方案")
    assert "外出公示" in text and "handbook/laws.md" in pages


def test_frames_stand_at_the_depth_of_their_pages() -> None:
    whole = ledger()
    made = {**public_text(whole.definitions, on=AS_OF).make()}
    inside = {**internal_text(whole.definitions, on=AS_OF).make()}
    for document in render(whole):
        pages = made if document.audience == "public" else inside
        assert document.frame.count("/") == document.path.count("/")
        name = paths.within(document.frame).removesuffix(".html") + ".md"
        assert name in pages or document.path.endswith("/404.html")


def test_views_are_escaped_and_nothing_is_undefined() -> None:
    whole = ledger(title="<b>甲</b>")
    env = templates.environment(site_context(whole, internal=True).texts)
    for document in render(whole):
        if document.template:
            html = env.get_template(document.template).render(view_of(document))
            assert "<b>甲" not in html


def test_woven_pairs_are_escaped() -> None:
    woven = templates.weave(
        [("<b>", '"'), ("二", "x")], before='<i title="', between='">', after="</i>"
    )
    assert woven == '<i title="&lt;b&gt;">&#34;</i><i title="二">x</i>'


def test_digests_tell_dates_from_words() -> None:
    from datetime import date

    assert digest_of(date(2026, 3, 6)) != digest_of("2026-03-06")


@pytest.mark.parametrize(
    ("state", "days_left", "bucket"),
    [
        ("逾期", None, "overdue"),
        ("违反", None, "broken"),
        ("待办", 0, "7"),
        ("待办", 7, "7"),
        ("待办", 8, "30"),
        ("待办", 30, "30"),
        ("待办", 31, "later"),
        ("待办", None, "later"),
        ("停发", None, "withheld"),
        ("未公布", None, "unknown"),
        ("已办", None, "done"),
    ],
)
def test_every_outcome_lies_in_one_bucket(state: State, days_left: int | None, bucket: str) -> None:
    outcome = Outcome(
        rule="r", level="违规", state=state, where=(), message="", days_left=days_left
    )
    assert bucket_of(outcome) == bucket and bucket in BUCKETS


def test_every_level_has_a_colour_of_its_own_kind() -> None:
    assert [templates.tone_of(level) for level in LEVELS] == ["stop", "stop", "late", "soon"]
    assert templates.tone_of("待公示") == "open"


def test_figures_are_the_rows_of_a_short_table_or_the_totals_of_a_wide_one() -> None:
    rows = (CountRow(head="大型", cells=(3,)), CountRow(head="小型", cells=(None,)))
    short = CountTable(title="设置", columns=("类型", "家数"), rows=rows, noun="司法所")
    total = CountRow(head="合计", cells=(0, 7))
    wide = CountTable(title="登记", columns=("所", "值班", "例会"), rows=(), total=total)
    assert figures([short, wide]) == [(3, "大型司法所"), (7, "例会")]


def test_a_notice_page_closes_with_its_window_and_where_to_object() -> None:
    whole = ledger()
    env = templates.environment(site_context(whole, internal=False).texts)
    (page,) = (d for d in render(whole) if d.path.startswith("public/notices/"))
    html = env.get_template(page.template).render(view_of(page))
    assert "公示期一个工作日，自2026年3月9日至2026年3月16日。" in html
    assert "请向青河司法所反映，联系电话0500-80000001。" in html


@pytest.mark.parametrize("named", [True, False])
def test_a_notice_page_speaks_of_shortened_names_only_where_it_shows_one(named: bool) -> None:
    whole = ledger()
    case = whole.cases["qinghe/matter/2026-001"]
    kept = {key: said for key, said in case.notices[0].view.items() if named or key != "姓名"}
    notices = (case.notices[0]._replace(view=kept), *case.notices[1:])
    cases = {**whole.cases, case.record.key: replace(case, notices=notices)}
    documents = render(replace(whole, cases=cases))
    (page,) = (d for d in documents if d.path.startswith("public/notices/"))
    assert page.view["shortened"] is named


def test_the_fingerprint_of_a_notice_covers_its_closing_words() -> None:
    whole = ledger()
    texts = {**whole.definitions.templates, templates.CLOSING: "<p>另一句话</p>"}
    other = replace(whole, definitions=replace(whole.definitions, templates=texts))
    notice = whole.cases["qinghe/matter/2026-001"].notices[0]
    before, after = (site_context(each, internal=True) for each in (whole, other))
    assert fingerprint(before, notice) != fingerprint(after, notice)


def test_figures_are_sorts_or_totals_and_never_one_office_among_them() -> None:
    types = CountTable(
        title="司法所设置", columns=("类型", "家数"), noun="司法所",
        rows=(CountRow(head="大型", cells=(1,)), CountRow(head="中型", cells=(1,))),
    )  # fmt: skip
    people = CountTable(
        title="在册人员", columns=("司法所", "社区矫正"),
        rows=(CountRow(head="青河司法所", cells=(44,)), CountRow(head="石桥司法所", cells=(15,))),
        total=CountRow(head="合计", cells=(59,)),
    )  # fmt: skip
    found = [(figure.number, figure.words) for figure in figures([types, people])]
    assert found == [(1, "大型司法所"), (1, "中型司法所"), (59, "在册人员")]
    hidden = replace(people, total=CountRow(head="合计", cells=(None,)))
    assert figures([hidden]) == []


def test_a_record_shows_no_heading_of_what_is_empty() -> None:
    data = {"姓名": "甲", "曾用名": "", "禁止令": {"内容": None, "起": None}, "外出": [{}],
            "监护人": [], "接收": {"机构负责人批准": {"结果": None}}}  # fmt: skip
    assert [(label, pairs) for label, _, pairs, _, _ in _fields(data)] == [("", [("姓名", "甲")])]


def test_withheld_notices_follow_the_filter_of_the_board() -> None:
    template = (ROOT / "templates/site/pages/board.html.j2").read_text("utf-8")
    stop = template.partition('<section id="b-stop" data-group>')[2]
    assert "data-row data-office=" in stop and "data-group-count" in stop
    assert "data-count-of=" in template


def test_the_foot_names_the_numbers_of_the_site_if_there_are_any() -> None:
    web = {"域名": "sfj.example", "标识码": "9900000001", "ICP备案号": "示ICP备00000000号",
           "公安备案号": "示公网安备00000000000000号",
           "找错网址": "https://sifa.example.invalid/mistakes"}  # fmt: skip
    text = (ROOT / "templates/site/pages/foot.html.j2").read_text("utf-8")
    for given, shown in ((web, True), ({"域名": "sfj.example"}, False)):
        county = county_of({"名称": "示例县", "网站": given})
        site = {"icp": county.icp, "police": county.police, "mistakes": county.mistakes}
        foot = Environment(autoescape=True).from_string(text.replace("|日期", ""))
        html = foot.render(site={**site, "bureau": "局", "internal": False, "as_of": ""})
        for words in ("示ICP备00000000号", "示公网安备", "政府网站找错"):
            assert (words in html) is shown
