# One image for every process of Kept: the API (default), the worker, and the migrations.
FROM node:24-slim AS build
WORKDIR /kept
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY src src
COPY migrations migrations
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 METRICS_HOST=0.0.0.0
WORKDIR /kept
COPY --from=build /kept/package.json ./
COPY --from=build /kept/node_modules node_modules
COPY --from=build /kept/dist dist
USER node
# The second one only where METRICS_PORT is set to it: for Prometheus, not for the public.
EXPOSE 3000 9464
# No npm in between: it is Node itself that is to hear SIGTERM.
CMD ["node", "dist/src/main.js"]
