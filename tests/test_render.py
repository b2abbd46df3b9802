"""Documents: pure values, nothing private in public ones, digests that cover what is shown."""

from dataclasses import replace

import pytest

from suowu.digest import digest_of
from suowu.model import Ledger
from suowu.render import handbook, paths, render, templates, view_of
from suowu.render.pages import internal_text, public_text
from suowu.render.shapes import room_of
from tests.small_ledger import ledger, with_notice_state


def by_path(whole: Ledger) -> dict[str, str]:
    return {document.path: document.digest for document in render(whole)}


def test_every_document_has_its_own_path_and_all_templates_exist() -> None:
    whole = ledger()
    documents = render(whole)
    texts = templates.sources(whole.book.raw)
    assert len({document.path for document in documents}) == len(documents)
    assert [d.path for d in documents if d.template and d.template not in texts] == []


def test_same_ledger_same_documents() -> None:
    assert by_path(ledger()) == by_path(ledger())


def test_public_views_hold_nothing_private() -> None:
    views = [repr(view_of(d)) for d in render(ledger()) if d.audience == "public"]
    assert views and not [view for view in views if "秦志远" in view or "经办人" in view]


@pytest.mark.parametrize("state", ["待公示", "期满", "停发"])
def test_only_a_notice_in_its_window_has_a_page(state: str) -> None:
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
    raw = whole.book.raw
    texts = {**raw.templates, "shared/parts.html.j2": raw.templates["shared/parts.html.j2"] + " "}
    other = replace(whole, book=replace(whole.book, raw=replace(raw, templates=texts)))
    before, after = by_path(whole), by_path(other)
    assert before["public/offices.html"] != after["public/offices.html"]
    assert before["public/search.html"] == after["public/search.html"]


def test_catalogue_numbers_last() -> None:
    (page,) = (d for d in render(ledger()) if d.path == "public/catalogue.html")
    numbers = {row["title"]: row["index_no"] for row in page.view["rows"]}
    assert numbers == {
        "办事指南": "990000001/2026-90001",
        "河湾司法所所务公开": "990000001/2026-90002",
        "青河司法所所务公开": "990000001/2026-90003",
    }


def test_the_board_sorts_by_day_and_counts() -> None:
    (board,) = (d for d in render(ledger()) if d.path == "internal/index.html")
    days = [row["due"] for row in board.view["rows"]]
    assert days == sorted(days) and board.view["counts"]["overdue"] == 3
    assert board.view["counts"]["7"] == 3 and board.view["persons"] == ["陆建国"]


def test_a_dossier_shows_each_deadline_with_its_place_in_the_handbook() -> None:
    (page,) = (d for d in render(ledger()) if d.path.endswith("matter/2026-001.html"))
    first, *_, last = view_of(page)["deadlines"]
    assert (first["bucket"], last["bucket"]) == ("overdue", "done")
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
    headings = handbook.headings_of(ledger().book.raw.pages)
    found = handbook.place_of(clause, headings)
    assert (found.anchor if found else None) == place


def test_handbook_pages_show_their_live_rules() -> None:
    pages = internal_text(ledger().book.raw).make()
    text = pages["handbook/04-05.md"]
    assert text.index("五个工作日内。") < text.index("制订方案")
    assert "外出公示" in text and "handbook/laws.md" in pages


def test_frames_stand_at_the_depth_of_their_pages() -> None:
    whole = ledger()
    made = {**public_text(whole.book.raw).make()}
    inside = {**internal_text(whole.book.raw).make()}
    for document in render(whole):
        pages = made if document.audience == "public" else inside
        assert document.frame.count("/") == document.path.count("/")
        name = paths.within(document.frame).removesuffix(".html") + ".md"
        assert name in pages or document.path.endswith("/404.html")


def test_views_are_escaped_and_nothing_is_undefined() -> None:
    whole = ledger(title="<b>甲</b>")
    env = templates.environment(room_of(whole, internal=True).texts)
    for document in render(whole):
        if document.template:
            html = env.get_template(document.template).render(view_of(document))
            assert "<b>甲" not in html


def test_woven_pairs_are_escaped() -> None:
    woven = templates.weave([("<b>", '"'), ("二", "x")], '<i title="', '">', "</i>")
    assert woven == '<i title="&lt;b&gt;">&#34;</i><i title="二">x</i>'


def test_digests_tell_dates_from_words() -> None:
    from datetime import date

    assert digest_of(date(2026, 3, 6)) != digest_of("2026-03-06")
