# One image for web, events, worker and beat; docker-compose.yml names the command of each.
# The town (sandbox/) is not part of it: it belongs to no production.

FROM python:3.13-slim AS packages
COPY requirements.lock /tmp/requirements.lock
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --no-deps -r /tmp/requirements.lock

FROM python:3.13-slim
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PRACTICE_HUB_ENV=production \
    DATA_DIR=/data \
    STATIC_ROOT=/app/staticfiles
RUN groupadd --gid 10001 hub \
 && useradd --uid 10001 --gid hub --no-create-home --home-dir /data --shell /usr/sbin/nologin hub \
 && install --directory --owner hub --group hub --mode 0750 /data
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY manage.py LICENSE* ./
COPY practice_hub practice_hub
COPY listening listening
COPY inbox inbox
COPY templates templates
COPY static static
COPY docs docs
# Gathering the static files asks for settings but uses no secret: these two exist for this line.
RUN SECRET_KEY=$(python -c "import secrets; print(secrets.token_urlsafe(48))") \
    CREDENTIAL_KEYS=$(python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())") \
    EMAIL_URL=console:// \
    python manage.py collectstatic --noinput -v 0
USER hub
VOLUME /data
EXPOSE 8000 8001
CMD ["python", "manage.py", "up", "--host", "0.0.0.0"]
