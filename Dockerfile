# docker build -t cdylib-ls . && docker run --rm -v "$PWD:/src" cdylib-ls check
FROM golang:1.26-bookworm AS build
WORKDIR /build
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=1 go build -trimpath -ldflags "-s -w -X main.released=$VERSION" -o /cdylib-ls ./cmd/cdylib-ls

# git is for --new-from; probe and inspect want the C library of a usual host.
FROM debian:bookworm-slim
RUN apt-get update && apt-get install -y --no-install-recommends git && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*'
COPY --from=build /cdylib-ls /usr/local/bin/cdylib-ls
RUN ln -s cdylib-ls /usr/local/bin/cargo-cdylib-ls
WORKDIR /src
ENTRYPOINT ["cdylib-ls"]
CMD ["check"]
