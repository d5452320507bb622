# Everything is installed as uv.lock names it. The image runs as nobody in particular and keeps what it keeps in /data.
FROM python:3.13-slim AS build
RUN pip install --no-cache-dir --disable-pip-version-check "uv==0.13.9"
WORKDIR /src
COPY pyproject.toml uv.lock README.md LICENSE ./
COPY bot bot
COPY scheduler scheduler
COPY storage storage
RUN UV_PROJECT_ENVIRONMENT=/app uv sync --frozen --no-dev --no-editable --compile-bytecode --quiet

FROM python:3.13-slim
# pg_dump, for `stepdown backup` on PostgreSQL.
RUN apt-get update && apt-get install -y --no-install-recommends postgresql-client && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /data --create-home --shell /usr/sbin/nologin stepdown
COPY --from=build /app /app
ENV PATH=/app/bin:$PATH DATABASE_URL=sqlite:////data/stepdown.db HTTP_HOST=0.0.0.0 LOG_FORMAT=json
USER stepdown
WORKDIR /data
VOLUME /data
EXPOSE 8080
STOPSIGNAL SIGTERM
ENTRYPOINT ["stepdown"]
CMD ["run"]
