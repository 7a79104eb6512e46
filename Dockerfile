# Fluxly as one executable on a base without a shell or a package manager:
#   docker build -t fluxly . && docker run -p 127.0.0.1:3000:3000 -v fluxly:/data fluxly

FROM node:22-bookworm-slim AS build
WORKDIR /fluxly
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && mkdir /data

FROM gcr.io/distroless/base-nossl-debian12:nonroot
COPY --from=build /fluxly/dist/fluxly /usr/local/bin/fluxly
COPY --from=build --chown=65532:65532 /data /data
ENV HOST=0.0.0.0 FLUXLY_DATA_DIR=/data
USER 65532:65532
WORKDIR /data
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/usr/local/bin/fluxly", "health"]
ENTRYPOINT ["/usr/local/bin/fluxly"]
CMD ["serve"]
