# The service, as an unprivileged user; specs and settings are mounted, nothing is written.
FROM node:26-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build

FROM node:26-slim AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional

FROM node:26-slim
ENV NODE_ENV=production
WORKDIR /opt/headroom
COPY --from=packages /src/node_modules node_modules
COPY --from=build /src/dist dist
COPY bin bin
COPY package.json LICENSE ./
USER 65532:65532
EXPOSE 8080
ENTRYPOINT ["/opt/headroom/bin/headroom"]
CMD ["serve"]
