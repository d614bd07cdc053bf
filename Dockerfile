# Builds the bot and puts it, with what it needs and nothing else, into an image of its own:
#
#   docker build -t channelkit .
#
# There is no shell in it, and no package manager: a channel of `type: process` needs an image with its program, see
# docs/deploy.md.
ARG SWIFT=6.3-bookworm
ARG DEBIAN=bookworm-slim

FROM swift:${SWIFT} AS build
# Without versions: a rebuild is to take Debian's security updates.
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        libpq-dev libssl-dev libcurl4-openssl-dev libyaml-dev libsqlite3-dev pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies change less often than sources and take most of the time: they are built before, in a layer of their own.
# CHANNELKIT_IMAGE makes Package.swift a package that needs all of them for one line of source, then one without tests.
# A layer keeps times in whole seconds, by which the compiler would take all of it for changed: the archive keeps them whole.
COPY Package.swift ./
RUN mkdir -p Sources/bot \
    && echo 'print("dependencies only")' > Sources/bot/main.swift \
    && CHANNELKIT_IMAGE=dependencies swift build -c release --static-swift-stdlib --product bot \
    && tar --format=posix -cf /dependencies.tar .build \
    && rm -r Sources .build
COPY Sources Sources
RUN export CHANNELKIT_IMAGE=program \
    && tar -xf /dependencies.tar \
    && swift build -c release --static-swift-stdlib --product bot \
    && install -D "$(swift build -c release --show-bin-path)/bot" /out/bot \
    && strip /out/bot

# What the image will hold is gathered where Debian's package manager can still be asked about it.
FROM debian:${DEBIAN} AS root
# hadolint ignore=DL3008
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends ca-certificates libpq5 libsqlite3-0 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /out/bot /usr/local/bin/bot
COPY scripts/image-root /usr/local/bin/image-root
COPY config /etc/bot
RUN image-root /root-of-image

FROM scratch
COPY --from=root /root-of-image/ /
ARG VERSION=dev
ARG COMMIT=unknown
LABEL org.opencontainers.image.title="ChannelKit" \
    org.opencontainers.image.description="A runtime for chat bots: any number of channels, one model" \
    org.opencontainers.image.licenses="MIT" \
    org.opencontainers.image.version="${VERSION}" \
    org.opencontainers.image.revision="${COMMIT}"
# By number: orchestrators that ask for a user who is not root cannot look names up.
USER 10001:10001
WORKDIR /var/lib/bot
ENV PATH=/usr/local/bin BOT_HOST=0.0.0.0
VOLUME /var/lib/bot
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s \
    CMD ["bot", "health", "--config", "/etc/bot/bot.yaml"]
ENTRYPOINT ["bot"]
CMD ["run", "--config", "/etc/bot/bot.yaml"]
