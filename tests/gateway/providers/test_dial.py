import socket

import aiohttp
import pytest

from tailrace.gateway.providers.dial import AddressGuard, AddressRefused, open_session
from tests.fakes.provider import FakeProvider
from tests.fakes.site import served

METADATA = [
    "169.254.169.254",
    "::ffff:169.254.169.254",
    "64:ff9b::a9fe:a9fe",
    "2002:a9fe:a9fe::1",
    "fe80::1%eth0",
    "fd00:ec2::254",
    "100.100.100.200",
    "224.0.0.1",
    "ff02::1",
]
PRIVATE = ["127.0.0.1", "::1", "10.1.2.3", "192.168.0.1", "fd12::1", "0.0.0.0", "::ffff:10.0.0.1"]
PUBLIC = ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808"]


@pytest.mark.parametrize("address", METADATA)
@pytest.mark.parametrize("allow_private", [True, False])
def test_where_clouds_keep_credentials_is_never_reached(address: str, allow_private: bool) -> None:
    assert not AddressGuard(allow_private).allows(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_a_private_address_is_reached_only_when_allowed(address: str) -> None:
    assert AddressGuard(allow_private=True).allows(address)
    assert not AddressGuard(allow_private=False).allows(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address_is_always_reached(address: str) -> None:
    assert AddressGuard(allow_private=False).allows(address)


def test_no_socket_is_made_for_a_refused_address() -> None:
    place = (socket.AF_INET, socket.SOCK_STREAM, 0, "", ("10.0.0.1", 80))
    with pytest.raises(AddressRefused):
        AddressGuard(allow_private=False).socket(place)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_the_session_refuses_names_and_numbers_alike(host: str) -> None:
    with served(FakeProvider()) as url:
        address = url.replace("127.0.0.1", host)
        session = open_session(AddressGuard(allow_private=False), total_s=5, connect_s=1)
        async with session:
            with pytest.raises(aiohttp.ClientConnectorError) as refusal:
                await session.get(f"{address}/models")
    assert isinstance(refusal.value.os_error, AddressRefused)


async def test_the_session_keeps_no_cookies() -> None:
    provider = FakeProvider()
    async with open_session(AddressGuard(allow_private=True), total_s=5, connect_s=1) as session:
        with served(provider) as url:
            for _ in range(2):
                async with session.get(f"{url}/models") as response:
                    assert response.status == 200
        assert not list(session.cookie_jar)
