"""Certificates and proxies are those of the environment."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from syncer.forge.comments import Draft, post
from syncer.model.comment import Posting
from syncer.model.errors import NotPermitted
from tests.forge.conftest import Waits
from tests.forge.fake_github import FakeGitHub
from tests.forge.serving import Call, FakeForge, Reply, serving

MARK = "<!-- syncer staging -->"


def comment(fake: FakeGitHub) -> Posting:
    return post(fake.connect(Waits().clock), [Draft("staging", MARK, f"{MARK}\n1 to create", has_news=True)])[0].done


class Authority(NamedTuple):
    """One that only we know, and a server's certificate from it."""

    file: Path
    context: ssl.SSLContext


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("authority")
    (folder / "names").write_text("subjectAltName = IP:127.0.0.1\n", encoding="ascii")
    new_key = "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    ends = "-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign"
    for command in (
        f"{new_key} -x509 -days 2 -subj /CN=Own -keyout ca.key -out ca.pem {ends}",
        f"{new_key} -subj /CN=forge -keyout key.pem -out request.pem",
        "x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out cert.pem",
    ):
        subprocess.run(["openssl", *command.split()], cwd=folder, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return Authority(folder / "ca.pem", context)


@pytest.fixture
def secure(authority: Authority) -> Iterator[FakeGitHub]:
    with serving(fake := FakeGitHub(), authority.context):
        yield fake


def test_an_own_authority_is_trusted_by_its_file(
    secure: FakeGitHub, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    assert comment(secure) is Posting.CREATED


def test_an_own_authority_is_trusted_by_its_folder(
    secure: FakeGitHub, authority: Authority, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shutil.copy(authority.file, tmp_path / "own.pem")
    subprocess.run(["openssl", "rehash", str(tmp_path)], check=True, capture_output=True)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert comment(secure) is Posting.CREATED


@pytest.mark.parametrize("file", ["", "/nowhere.pem"], ids=["known to nobody", "in a file that is not there"])
def test_an_authority_that_nobody_knows_is_not(secure: FakeGitHub, monkeypatch: pytest.MonkeyPatch, file: str) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", file)
    with pytest.raises(NotPermitted, match=r"certificate of 127\.0\.0\.1:[0-9]+ is not trusted") as raised:
        comment(secure)
    assert "SSL_CERT_FILE" in raised.value.remedy
    assert secure.calls == []


def test_a_certificate_for_another_host_is_not(
    secure: FakeGitHub, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    secure.url = secure.url.replace("127.0.0.1", "localhost")
    with pytest.raises(NotPermitted, match="is not trusted"):
        comment(secure)
    assert secure.calls == []


def test_no_certificate_lets_a_redirect_take_the_token(
    secure: FakeGitHub, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
    with serving(elsewhere := FakeForge()):
        secure.fail("GET", Reply(302, b"", {"Location": elsewhere.url}))
        with pytest.raises(NotPermitted, match="where the token does not go"):
            comment(secure)
        assert elsewhere.calls == []


class Proxy(FakeForge):
    """Hands what it is asked for to the forge behind it."""

    def __init__(self, behind: FakeForge) -> None:
        super().__init__()
        self.behind = behind

    def answer(self, call: Call) -> Reply:
        assert call.target.startswith("http://forge.invalid/")
        return self.behind.answer(call._replace(target=call.target.removeprefix("http://forge.invalid")))


def test_a_proxy_of_the_environment_is_asked(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(proxy := Proxy(github)):
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        github.url = "http://forge.invalid"
        assert comment(github) is Posting.CREATED
        assert len(proxy.calls) == 3


def test_no_proxy_is_asked_for_hosts_that_need_none(github: FakeGitHub, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(proxy := Proxy(github)):
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        assert comment(github) is Posting.CREATED
        assert proxy.calls == []
