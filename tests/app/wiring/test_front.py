"""The front reports what it knows, and keeps its counts where its place is."""

from tailrace.app.slots import read_reports
from tailrace.app.wiring.whole import Services
from tailrace.settings import Settings


def test_the_report_says_who_takes_calls(services: Services, settings: Settings) -> None:
    front = services.front
    assert front is not None
    assert read_reports(settings.data_dir) == ()
    front.report()
    (report,) = read_reports(settings.data_dir)
    assert report.process == services.spool.process
    assert (report.dropped, report.circuits) == (0, ())


def test_limits_and_reports_are_jobs(services: Services) -> None:
    assert services.front is not None
    assert [job.name for job in services.front.jobs()] == ["limits", "report"]
