"""What holds of every document, whatever it was read from."""

import signal
from collections.abc import Generator
from contextlib import contextmanager
from types import FrameType

from servers.syllabus.document import Document


def assert_sound(document: Document) -> None:
    assert document.lines
    assert all(line.words and all(word.text for word in line.words) for line in document.lines)
    assert all(1 <= line.page <= document.pages for line in document.lines)
    assert [line.page for line in document.lines] == sorted(line.page for line in document.lines)
    for table in document.tables:
        assert table.rows > 0
        assert table.columns > 1
        for cell in table.cells:
            assert 0 <= cell.row < cell.row + cell.rows <= table.rows
            assert 0 <= cell.column < cell.column + cell.columns <= table.columns
            assert all(0 <= line < len(document.lines) for line in cell.lines)
        lines = [line for cell in table.cells for line in cell.lines]
        assert len(lines) == len(set(lines))


@contextmanager
def within(seconds: int) -> Generator[None]:
    """Ends what takes longer. (Only Python code is ended; what hangs in C hangs the test.)"""

    def end(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"still at it after {seconds} seconds")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
