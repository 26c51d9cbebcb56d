"""The servers behind the tests are the real ones."""

from __future__ import annotations

import pytest
import redis
from django.db import connection
from redis.backoff import NoBackoff
from redis.retry import Retry


@pytest.mark.django_db
def test_database_is_postgresql_18_and_test_data_is_not_synced() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        assert cursor.fetchone() == (18,)
        cursor.execute("SELECT current_setting('fsync'), current_setting('listen_addresses')")
        assert cursor.fetchone() == ("off", "")


def test_redis_wants_its_password(redis_client: redis.Redis, redis_url: str) -> None:
    assert redis_client.ping()
    port = redis_client.connection_pool.connection_kwargs["port"]
    with pytest.raises(redis.AuthenticationError):
        redis.Redis(host="127.0.0.1", port=port, retry=Retry(NoBackoff(), 0)).ping()
