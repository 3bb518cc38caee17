# Built by BuildKit, which says for which processor: docker build -t reset-service .
FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS build
ARG TARGETARCH
WORKDIR /source

# A layer of its own: packages are restored again only when one of these files changes.
COPY global.json Directory.Build.props Directory.Packages.props ./
COPY src/ResetService/ResetService.csproj src/ResetService/
RUN dotnet restore src/ResetService -a $TARGETARCH -p:Configuration=Release -p:PublishReadyToRun=true

# ReadyToRun compiles ahead: a cold instance answers sooner, for less CPU and 19 MB more.
COPY .editorconfig ./
COPY src/ src/
RUN dotnet publish src/ResetService --no-restore -c Release -a $TARGETARCH --self-contained false -p:PublishReadyToRun=true -o /app

# The default tag, never -alpine or -chiseled: it has ICU, without which Normalize() silently does nothing,
# so that passwords typed on another keyboard would not match, and it has the bash of the health check.
FROM mcr.microsoft.com/dotnet/aspnet:10.0
ENV DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=false \
    ASPNETCORE_HTTP_PORTS=8080
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
EXPOSE 8080

# Live, not ready: a Redis that is down is no reason to restart this. The image has no curl, so bash asks.
HEALTHCHECK --interval=10s --timeout=3s --start-period=15s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 2 _ status _ <&3 && [[ $status == 200 ]]"]

# Without a command it serves; "migrate", "keys new" and the others are its arguments.
ENTRYPOINT ["./ResetService"]
