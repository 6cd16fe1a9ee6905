# The demo image: PHP, the extension, the chat, and nothing that builds.
#
#   docker build -t appnet . && docker run --rm -p 3011:3011 appnet      then open http://127.0.0.1:3011/
#
# BASE is a Debian and brings its PHP: bookworm 8.2, trixie 8.4, bullseye 7.4. PHP=8.3 asks for another that BASE has in its sources of packages.
# What is on top of it: COPY server.php to /srv/app, and CMD ["php", "server.php"]. The data of the chat is in /var/lib/appnet: mount a volume there to keep it.
ARG BASE=debian:bookworm-slim

FROM $BASE AS build
ARG PHP=
ENV DEBIAN_FRONTEND=noninteractive
RUN apt-get -q update && apt-get -q -y install --no-install-recommends gcc libc6-dev make pkg-config libuv1-dev zlib1g-dev php$PHP-cli php$PHP-dev
WORKDIR /src
COPY vendor vendor
RUN sh vendor/llhttp/fetch
COPY config.m4 ./
COPY ext ext
COPY core core
RUN phpize && ./configure --quiet && make -s -j"$(nproc)" && make -s install INSTALL_ROOT=/out && rm -rf /out/usr/include \
    && strip --strip-unneeded /out"$(php-config --extension-dir)"/appnet.so \
    && dpkg -S '*/libuv.so.1' | cut -d: -f1 >/packages

FROM $BASE
ARG PHP=
COPY --from=build /packages /tmp/
RUN export DEBIAN_FRONTEND=noninteractive && apt-get -q update && apt-get -q -y install --no-install-recommends php$PHP-cli $(cat /tmp/packages) \
    && rm -rf /tmp/packages /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/*.log /var/cache/debconf/*-old \
    && useradd --system --user-group --home-dir /var/lib/appnet --create-home --shell /usr/sbin/nologin appnet
COPY --from=build /out /
COPY examples /srv/examples
RUN for folder in /etc/php/*/cli/conf.d; do echo extension=appnet.so >"$folder/20-appnet.ini"; done \
    && php -r 'exit((int) !extension_loaded("appnet"));'
USER appnet
WORKDIR /srv/app
ENV PORT=3011
EXPOSE 3011
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s CMD php -n -r '$s = @fsockopen("127.0.0.1", (int) getenv("PORT"), $no, $why, 2) or exit(1); \
    fwrite($s, "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"); exit((int) (fread($s, 7) !== "HTTP/1."));'
CMD ["sh", "-c", "exec php /srv/examples/chat/server.php \"$PORT\" /var/lib/appnet/chat"]
