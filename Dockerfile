# The gateway as an image: not root, nothing to write but /tmp and the spool of the log.
#
# Pin what it is built from by its digest, which only a registry can tell:
#   docker build --build-arg PYTHON_DIGEST=@sha256:... -t gemeente-gateway .
ARG PYTHON_IMAGE=docker.io/library/python:3.11-slim-bookworm
ARG PYTHON_DIGEST=

FROM ${PYTHON_IMAGE}${PYTHON_DIGEST} AS build
ENV PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /build
COPY requirements.lock ./
RUN python -m venv --without-pip /opt/venv \
    && python -m pip --python /opt/venv/bin/python install --only-binary=:all: --require-hashes -r requirements.lock
WORKDIR /app
COPY gateway*.py settings*.py beleid.example.toml deploy/healthcheck.py ./
COPY planning ./planning
COPY policy ./policy
COPY resolvers ./resolvers
COPY sandbox ./sandbox
COPY schema ./schema
COPY sources ./sources
COPY docs/operaties ./docs/operaties
RUN /opt/venv/bin/python -m compileall -q /app \
    && mkdir -p /var/lib/gateway

FROM ${PYTHON_IMAGE}${PYTHON_DIGEST} AS run
LABEL org.opencontainers.image.title="gemeente-gateway" \
      org.opencontainers.image.licenses="EUPL-1.2"
ENV PATH=/opt/venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    GATEWAY_HOST=0.0.0.0 \
    GATEWAY_PORT=8000 \
    GATEWAY_DRAIN_SECONDS=5
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
COPY --from=build --chown=10001:10001 /var/lib/gateway /var/lib/gateway
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-S", "healthcheck.py"]
CMD ["python", "gateway.py", "serve"]
