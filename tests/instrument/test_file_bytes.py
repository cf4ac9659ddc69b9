import os

import pytest

from surveyapp.errors import InputError
from surveyapp.instrument.document import examine
from surveyapp.instrument.file_bytes import file_bytes


def test_a_file_is_read_whole_up_to_its_limit(tmp_path):
    path = tmp_path / "a.toml"
    path.write_bytes(b"x" * 10)
    assert file_bytes(path, 10) == b"x" * 10
    with pytest.raises(InputError, match="has 10 bytes; a questionnaire has at most 9"):
        file_bytes(path, 9)


def test_folders_devices_and_pipes_are_refused_without_reading_them(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (tmp_path, pipe, type(tmp_path)("/dev/zero")):
        found, problems = examine(path)
        assert found is None
        assert [problem.code for problem in problems] == ["file-kind"]
