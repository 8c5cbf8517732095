# Builds the web application, then keeps what the server needs at run time.
FROM node:24-bookworm-slim AS build
WORKDIR /parley
COPY package.json package-lock.json ./
COPY packages/ packages/
COPY apps/ apps/
COPY examples/ examples/
COPY bench/package.json bench/
RUN npm install --no-audit --no-fund
RUN npm run build -w @parley/web && npm prune --omit=dev

FROM node:24-bookworm-slim
ENV NODE_ENV=production DATA_DIR=/data
WORKDIR /parley
COPY --from=build /parley ./
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 4000
CMD ["node", "packages/server/src/main.ts"]
