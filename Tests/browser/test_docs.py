"""What the documents promise has tests."""

import re

import pytest

from program import REPOSITORY

DOCUMENTS = {path.name: path.read_text() for path in [REPOSITORY / 'README.md', *(REPOSITORY / 'docs').glob('*.md')]}
PYTHON = {
    name for folder in ('browser', 'cases') for path in (REPOSITORY / 'Tests' / folder).glob('test_*.py')
    for name in re.findall(r'^def (test_\w+)', path.read_text(), re.M)}
# The tests of each file, by its name without the extension.
SWIFT = {
    path.stem: set(re.findall(r'\bfunc (\w+)', path.read_text()))
    for path in (REPOSITORY / 'Tests').rglob('*Tests.swift')}


def exists(name):
    """Whether a test of this name exists: `test_x`, `FileTests` or `FileTests.function`."""
    if name.startswith('test_'):
        return name in PYTHON
    file, _, function = name.partition('.')
    return file in SWIFT and (not function or function in SWIFT[file])


@pytest.mark.parametrize('document', DOCUMENTS)
def test_named_tests_exist(document):
    names = re.findall(r'`(test_\w+|\w+Tests(?:\.\w+)?)`', DOCUMENTS[document])
    assert [name for name in names if not exists(name)] == []


def test_each_attack_has_a_test():
    """Each row of the table names one in its last column, and nothing else."""
    _, table = DOCUMENTS['security.md'].split('| who | what they try | what stops it | test |\n')
    rows = table.split('\n\n')[0].splitlines()[1:]
    assert len(rows) > 40
    for row in rows:
        cells = re.split(r'(?<!\\) ?\| ?', row)[1:-1]
        names = re.findall(r'`([^`]+)`', cells[-1])
        assert len(cells) == 4 and any(exists(name) for name in names), row
        assert all(exists(name) or name.startswith('make ') for name in names), row
