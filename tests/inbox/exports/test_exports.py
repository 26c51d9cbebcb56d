"""Exports over the pages: who may, what is in the files, long ones through every trouble."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from inbox.exports import lists, runs
from inbox.exports.runs import go_on, kept_file, sweep_exports
from inbox.models import Conversation, ExportRun
from inbox.views.reports import exporting
from practice_hub.alerts.kinds import Channel, Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Location, Practice
from tests.inbox.reports.build import House, clock, store
from tests.people import Person, make_person
from tests.sheets.reading import read_xlsx

if TYPE_CHECKING:
    from tests.inbox.view_desk import ViewDesk

pytestmark = pytest.mark.django_db
ROWS = 70  # two pages of a list, and some


@pytest.fixture
def many(practice: Practice, mona: Person, view_desk: ViewDesk) -> Iterator[str]:
    """The query of a week with ROWS public posts over three days."""
    here = Location.objects.get(practice=practice)
    row = view_desk.post("Nobody may ever read this sentence in a file")
    house = House(practice, row.account, here, here, [mona.user], [row])
    now = timezone.now()
    day = timedelta(days=1)
    store(
        clock(
            house,
            now - (1 + number % 3) * day - timedelta(seconds=number),
            after=timedelta(minutes=number + 1),
            staff=mona.user,
        )
        for number in range(ROWS)
    )
    yield f"from={(now - 6 * day).date()}&to={(now - day).date()}"


def get(who: Person, path: str, **headers: str) -> Any:
    return who.client.get(f"/reports/{path}", headers=headers)


def body(response: Any) -> bytes:
    assert response.status_code in (200, 206), response.status_code
    return b"".join(response.streaming_content)


def rows_of(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_file_speaks_the_language_of_who_asked(many: str, mona: Person, olga: Person) -> None:
    mona.user.language = "es"
    mona.user.save()
    sheets = read_xlsx(body(get(mona, f"export/?page=all&format=xlsx&{many}")))
    assert {"Boletín", "Evolución", "Hora por hora", "Por colega", "Definiciones"} <= {*sheets}
    assert all(len(name) <= 31 for name in sheets)
    said = {value for kind, value in sheets["Boletín"].values()}
    assert {"Clínica", "Respondidas a tiempo, proporción", "Mediana, por reloj"} <= said
    view = rows_of(body(get(mona, f"behind/export/?set=answered&format=csv&{many}")))
    assert view[0][:3] == ["Conversación", "Red", "Tipo"]
    assert (
        rows_of(body(get(olga, f"behind/export/?set=answered&format=csv&{many}")))[0][1]
        == "Network"
    )


def test_the_whole_report_in_both_formats_holds_no_word_of_anybody(
    many: str, mona: Person, practice: Practice, view_desk: ViewDesk
) -> None:
    mona.user.name = "=cmd|calc"
    mona.user.save()
    row = view_desk.post("Thank you, lovely lips! Unmistakable words.")
    response = get(mona, f"export/?page=all&format=xlsx&{many}&network=X")
    name = response["Content-Disposition"]
    assert "lumen-all-" in name and name.endswith('.xlsx"')
    data = body(response)
    sheets = read_xlsx(data)
    assert {"Report card", "Trend", "Hour by hour", "By colleague", "Definitions"} <= {*sheets}
    card = sheets["Report card"]
    assert card["B2"] == ("s", "Lumen Aesthetics")
    assert ("B6", "Network: X") in {(key, value) for key, (_, value) in card.items()}
    total = next(key for key, (_, value) in card.items() if value == "All public posts")
    assert card[f"C{total[1:]}"] == ("n", str(ROWS))
    staff = {value for _, value in sheets["By colleague"].values()}
    assert "'=cmd|calc" in staff and "=cmd|calc" not in staff
    bundle = zipfile.ZipFile(io.BytesIO(body(get(mona, f"export/?page=all&format=csv&{many}"))))
    texts = "".join(bundle.read(one).decode() for one in bundle.namelist())
    texts += "".join(value for cells in sheets.values() for _, value in cells.values())
    assert "trend.csv" in bundle.namelist() and "definitions.csv" in bundle.namelist()
    author = Conversation.objects.get(pk=row.pk).author
    assert author is not None
    for secret in (author.name, "Unmistakable", "Nobody may"):
        assert secret not in texts


def test_a_page_has_its_own_tables(mona: Person) -> None:
    for page in ("overview", "time", "when", "who", "care", "voice", "definitions"):
        found = read_xlsx(body(get(mona, f"export/?page={page}")))
        assert "Definitions" in found and (len(found) == 1) == (page == "definitions")
    assert get(mona, "export/?page=nothing").status_code == 404


def test_a_short_list_comes_at_once_and_is_as_long_as_its_number(
    many: str, mona: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = rows_of(body(get(mona, f"behind/export/?set=answered&format=csv&{many}")))
    assert len(got) == 1 + ROWS
    monkeypatch.setattr(lists, "_FEW", 0)  # day by day, as long lists are read
    by_day = rows_of(body(get(mona, f"behind/export/?set=answered&format=csv&{many}")))
    assert sorted(by_day) == sorted(got)
    assert got[0][5] == "On the clock (seconds)" and got[1][1] == "X"
    assert {row[5] for row in got[1:]} == {str(60 * (number + 1)) for number in range(ROWS)}
    cells = read_xlsx(body(get(mona, f"behind/export/?set=answered&{many}")))["Conversations"]
    assert sum(key.startswith("F") and kind == "n" for key, (kind, _) in cells.items()) == ROWS
    day = Conversation.objects.get().account.practice.zone
    when = (timezone.now() - timedelta(days=2)).astimezone(day).date()
    one_day = rows_of(body(get(mona, f"behind/export/?set=answered&format=csv&{many}&day={when}")))
    assert 1 < len(one_day) < ROWS
    for wrong in ("set=nothing", "set=total&day=1999-01-01", "set=total&weekday=9"):
        assert get(mona, f"behind/export/?{wrong}&{many}").status_code == 404


def start(who: Person, query: str, kind: str = "csv") -> ExportRun:
    address = f"/reports/exports/start/?set=answered&format={kind}&{query}"
    assert who.client.post(address).status_code == 302
    return ExportRun.objects.latest("pk")


@pytest.fixture
def long_lists(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    """Everything is long, a slice is one page, and the tests are the workers."""
    settings.JOBS_ENABLED, settings.DATA_DIR = False, tmp_path
    monkeypatch.setattr(exporting, "SMALL", 10)
    monkeypatch.setattr(lists, "_FEW", 10)
    monkeypatch.setattr(runs, "SLICE_PAGES", 1)


@pytest.mark.usefixtures("long_lists")
def test_a_long_list_survives_a_kill_and_is_fetched_in_parts(
    many: str, mona: Person, olga: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = get(mona, f"behind/export/?set=answered&format=csv&{many}").content.decode()
    assert "made in the background" in asks and f"{ROWS} rows" in asks
    run, now = start(mona, many), timezone.now()
    again = mona.client.post(f"/reports/exports/start/?set=answered&{many}", follow=True)
    assert "Another file is being made for you" in again.content.decode()

    killed = iter([None, None, KeyboardInterrupt()])
    whole = runs._save_progress

    def dies(running: ExportRun) -> None:
        end = next(killed)
        if end:
            raise end  # after the lines were written, before the row was
        whole(running)

    monkeypatch.setattr(runs, "_save_progress", dies)
    with pytest.raises(KeyboardInterrupt):
        go_on(run_id=run.pk, now=now)
    monkeypatch.setattr(runs, "_save_progress", whole)
    run.refresh_from_db()
    assert not run.is_over and runs._part_file(run).stat().st_size > run.part_bytes
    page = get(mona, "exports/", **{"hx-request": "true"}).content.decode()
    assert "every 2s" in page and f"{run.percent} %" in page
    assert get(mona, f"exports/{run.pk}/file/").status_code == 404  # not ready
    go_on(run_id=run.pk, now=now)  # its lease still stands
    assert ExportRun.objects.get(pk=run.pk).rows_read == run.rows_read
    go_on(run_id=run.pk, now=timezone.now() + runs.LEASE)
    run.refresh_from_db()
    assert (run.stage, run.rows_written, run.percent) == ("DONE", ROWS, 100)
    sweep_exports(now=timezone.now())
    assert [path.name for path in kept_file(run).parent.iterdir()] == [kept_file(run).name]

    data = body(get(mona, f"exports/{run.pk}/file/"))
    rows = rows_of(data)
    assert len(rows) == 1 + ROWS and len({tuple(row) for row in rows}) == 1 + ROWS
    half = get(olga, f"exports/{run.pk}/file/", range=f"bytes={len(data) // 2}-")
    assert half.status_code == 206 and body(half) == data[len(data) // 2 :]
    alert = Alert.objects.get(kind=Kind.EXPORT_READY)
    assert alert.path == f"/reports/exports/{run.pk}/"
    told = alert.deliveries.filter(channel=Channel.MAIL).values_list("user_id", flat=True)
    assert list(told) == [mona.user.pk]
    assert get(mona, f"exports/{run.pk}/").status_code == 200
    _of_another_machine(run, mona)

    sweep_exports(now=timezone.now() + runs.KEPT)
    assert not kept_file(run).exists()
    assert get(mona, f"exports/{run.pk}/file/").status_code == 404


def _of_another_machine(run: ExportRun, mona: Person) -> None:
    """It is ready, and machines do not share their data folder: said, and no download is noted."""
    noted = AuditEvent.objects.filter(name="export.downloaded").count()
    elsewhere = kept_file(run).rename(kept_file(run).with_name("elsewhere"))
    answer = get(mona, f"exports/{run.pk}/file/")
    assert answer.status_code == 404 and "The file is not here" in answer.content.decode()
    assert noted == AuditEvent.objects.filter(name="export.downloaded").count() > 0
    elsewhere.rename(kept_file(run))


@pytest.mark.usefixtures("long_lists")
def test_a_long_workbook_and_one_that_was_canceled(many: str, mona: Person) -> None:
    run = start(mona, many, "xlsx")
    go_on(run_id=run.pk, now=timezone.now())
    found = read_xlsx(body(get(mona, f"exports/{run.pk}/file/")))
    assert sum(key.startswith("A") for key in found["Conversations"]) > ROWS
    long_name = f"/reports/exports/start/?set=guard_rule:{'x' * 300}&{many}"
    assert mona.client.post(long_name).status_code == 302
    run = ExportRun.objects.latest("pk")
    mona.client.post(f"/reports/exports/{run.pk}/cancel/")
    go_on(run_id=run.pk, now=timezone.now())
    run.refresh_from_db()
    assert (run.stage, run.rows_read) == ("CANCELED", 0)


@pytest.mark.usefixtures("long_lists")
def test_strangers_and_other_roles_get_nothing(
    many: str,
    practice: Practice,
    ana: Person,
    vera: Person,
    priya: Person,
    mona: Person,
    charlie: Person,
) -> None:
    run = start(mona, many)
    go_on(run_id=run.pk, now=timezone.now())
    nobody = make_person(practice, "Nora Former", "MANAGER")
    assert get(nobody, "exports/").status_code == 200
    nobody.membership.delete()
    gets = (
        "export/",
        "behind/export/",
        "exports/",
        f"exports/{run.pk}/",
        f"exports/{run.pk}/file/",
    )
    for path in gets:
        assert get(priya, path).status_code == 200, path
        for who in (ana, vera):
            assert get(who, path).status_code == 403, path
        assert get(nobody, path).status_code == 404, path
    for path in (f"exports/{run.pk}/cancel/", "exports/start/"):
        for who in (ana, vera):
            assert who.client.post(f"/reports/{path}").status_code == 403, path
        assert mona.client.get(f"/reports/{path}").status_code == 405
    assert get(charlie, f"exports/{run.pk}/file/").status_code == 404
    assert get(charlie, f"exports/{run.pk}/").status_code == 404
    assert "Answered" not in get(charlie, "exports/").content.decode()
    charlie.client.post(f"/reports/exports/{run.pk}/cancel/")
    assert ExportRun.objects.get(pk=run.pk).is_ready
    theirs = rows_of(body(get(charlie, f"behind/export/?set=total&format=csv&{many}")))
    assert len(theirs) == 1
