# A node of the replicated store (kvs-node), and kvs-client --cluster. compose.yaml starts three of them.
#
#   docker build --tag from-bytes-to-raft .
#   docker run --rm from-bytes-to-raft --help

FROM maven:3-eclipse-temurin-25 AS build
WORKDIR /source
COPY . .
# What Maven fetches stays in a cache of the builder, for the next build. All that the programs need goes to /app.
RUN --mount=type=cache,target=/root/.m2 \
    mvn -B -Dstyle.color=never -pl part5-raft -DskipTests package \
    && mkdir /app \
    && cp $(tr ':' ' ' < part5-raft/target/classpath.txt) part5-raft/target/part5-raft.jar /app/

FROM eclipse-temurin:25-jre
# A number of its own, so that the owner of a volume does not change with the base image.
RUN groupadd --system --gid 10001 kvs \
    && useradd --system --uid 10001 --gid kvs --no-create-home kvs \
    && install -d -o kvs -g kvs /data
COPY --from=build /app /app
COPY --chmod=755 docker/kvs-node docker/kvs-client docker/kvs-health /usr/local/bin/
USER kvs
WORKDIR /data
VOLUME /data
# Clients, peers, HTTP for metrics, and Redis clients, if the node is started with these ports.
EXPOSE 9001 9101 9201 6379
ENTRYPOINT ["kvs-node"]
CMD ["--help"]
