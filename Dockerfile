# Waypost as an image. `docker build --tag waypost .`, then for example
#
#   docker run --env-file .env --publish 8000:8000 --volume waypost:/data waypost
#
# Without DATABASE_URL the database is a SQLite file in /data: keep that volume.
# Stop with SIGTERM and leave it 15 seconds for what is on the wire: `docker stop --timeout 15`.
# Workers (PostgreSQL only) are the same image: `… waypost waypost worker --health-port 8000 --host 0.0.0.0`.
# docs/operations.md has the rest.

FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/waypost
ENV PATH="/opt/waypost/bin:$PATH"

# The pins first: this layer is made anew only when they change.
WORKDIR /src
COPY requirements.txt ./
RUN pip install --require-hashes --requirement requirements.txt

COPY . ./
RUN pip install --no-deps .


FROM python:3.11-slim

RUN useradd --system --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin waypost \
    && install --directory --owner=waypost --group=waypost /data
COPY --from=build /opt/waypost /opt/waypost

ENV PATH="/opt/waypost/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# A number, so that a cluster can see that it is not root.
USER 10001:10001
# Relative paths, such as the default database and .env, are looked up here.
WORKDIR /data
VOLUME ["/data"]

# $PORT is used where it is set, as by the command below.
EXPOSE 8000
# Unhealthy means: no database, another schema, or a heart that stands still. It says nothing about how late messages are.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen('http://127.0.0.1:' + os.environ.get('PORT', '8000') + '/readyz', timeout=4)"]

CMD ["waypost", "serve", "--host", "0.0.0.0"]
