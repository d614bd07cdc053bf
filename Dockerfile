# Builds the bot and puts it into a small image: docker build -t channelkit .
FROM swift:6.1-bookworm AS build
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends \
        libpq-dev libssl-dev libcurl4-openssl-dev libyaml-dev libsqlite3-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
# Dependencies change less often than sources: they have a layer of their own.
COPY Package.swift ./
RUN swift package resolve
COPY Sources Sources
COPY Tests Tests
RUN swift build -c release --product bot --static-swift-stdlib \
    && install -D "$(swift build -c release --show-bin-path)/bot" /out/bot \
    && strip /out/bot

FROM debian:bookworm-slim
RUN apt-get update -qq \
    && apt-get install -y -qq --no-install-recommends ca-certificates libpq5 libsqlite3-0 libstdc++6 zlib1g \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/bot --create-home bot
COPY --from=build /out/bot /usr/local/bin/bot
COPY config /etc/bot
USER bot
WORKDIR /var/lib/bot
ENV BOT_HOST=0.0.0.0
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=3s --start-period=10s CMD ["bot", "health", "--config", "/etc/bot/bot.yaml"]
ENTRYPOINT ["bot"]
CMD ["run", "--config", "/etc/bot/bot.yaml"]
