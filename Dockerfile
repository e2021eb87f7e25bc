# The service, as an unprivileged user: specs and settings are mounted, nothing here is written to, and no shell is
# needed. test/docker/image.test.ts takes these steps.
FROM node:26-slim AS build
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# The compiler is an optional package, one for each platform.
RUN npm ci --ignore-scripts --include=optional
COPY . .
RUN npm run build

FROM node:26-slim AS packages
WORKDIR /src
COPY package.json package-lock.json .npmrc ./
# Without the optional ones, which bring a Node.js to clones.
RUN npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:26-slim
# What users write is parsed, never run as code. Most of what is held lives for weeks: little room for what is young, and
# for what threads have freed, takes less memory for some more collections.
ENV NODE_ENV=production \
    NODE_OPTIONS="--disallow-code-generation-from-strings --max-semi-space-size=8" \
    MALLOC_ARENA_MAX=2
WORKDIR /opt/headroom
COPY --from=packages /src/node_modules node_modules
COPY --from=build /src/dist dist
COPY bin bin
COPY package.json LICENSE ./
USER 65532:65532
EXPOSE 8080 9091 6443 9443
# Without, V8 looks for nothing that it could free before it has taken half a gigabyte.
ENTRYPOINT ["node", "--initial-old-space-size=64", "/opt/headroom/bin/headroom"]
CMD ["serve"]
