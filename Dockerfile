# One image for web, worker, beat and migrate: docker-compose.yml says which command each runs.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
# Where the web workers of one container count together.
ENV PROMETHEUS_MULTIPROC_DIR=/tmp/figures
WORKDIR /app

COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt

RUN useradd --system --user-group --home-dir /app --shell /usr/sbin/nologin sostocked \
    && mkdir -p var/mail var/files var/backups && chown -R sostocked:sostocked var
COPY . .

USER sostocked
# Settings want a key and two services before they load; collecting files uses none of them.
RUN SECRET_KEY=only-while-building DATABASE_URL=postgres://unused REDIS_URL=redis://unused \
    python manage.py collectstatic --no-input --verbosity 0

EXPOSE 8000
CMD ["gunicorn", "sostocked.wsgi", "--workers", "2", "--preload", "--no-control-socket", "--log-level", "warning", "--bind", "0.0.0.0:8000"]
