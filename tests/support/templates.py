"""Templates compiled once in a run, for all its processes and for the servers that they fork."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

from flask import Flask
from jinja2 import FileSystemBytecodeCache

FOLDER = "COMPILED_TEMPLATES"  # in the environment, which those processes inherit


@contextmanager
def one_folder() -> Iterator[None]:
    """For this run only: what is compiled holds what filters made of constants, and filters change."""
    with TemporaryDirectory(prefix="associate-templates-") as folder:
        os.environ[FOLDER] = folder
        yield
        del os.environ[FOLDER]


def compile_once() -> None:
    """Every app that is made in this process from now on finds what another has compiled in this run."""
    if folder := os.environ.get(FOLDER):
        Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(folder), "cache_size": -1}
