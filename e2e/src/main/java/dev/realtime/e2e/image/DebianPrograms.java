package dev.realtime.e2e.image;

import java.util.List;
import java.util.Map;

/** The images made of Debian's programs. */
final class DebianPrograms {
  private DebianPrograms() {}

  /**
   * Redis, with the interface of the official image: the programs are on PATH, the command is
   * {@code redis-server}, data is in {@code /data}.
   */
  static DebianProgramRecipe redis() {
    return new DebianProgramRecipe(
        ProjectImage.REDIS,
        List.of(
            "redis-server",
            "redis-sentinel",
            "redis-tools",
            "libatomic1",
            "libcap2",
            "libgcc-s1",
            "libgcrypt20",
            "libgpg-error0",
            "libjemalloc2",
            "liblz4-1",
            "liblzf1",
            "liblzma5",
            "libstdc++6",
            "libsystemd0",
            "libzstd1"),
        in(
            "/usr/bin",
            List.of(
                "redis-server",
                "redis-sentinel",
                "redis-cli",
                "redis-check-aof",
                "redis-check-rdb",
                "redis-benchmark")),
        List.of(),
        Map.of(),
        new ImageContents(
            List.of(),
            List.of(),
            List.of("redis-server"),
            Map.of("PATH", "/usr/bin:/bin", "LANG", "C.UTF-8"),
            ImageContents.NON_ROOT,
            "/data",
            List.of(6379)));
  }

  /**
   * PostgreSQL for tests. Like the official image it makes a database in an empty {@code PGDATA}
   * from {@code POSTGRES_USER}, {@code POSTGRES_PASSWORD} and {@code POSTGRES_DB}; arguments are
   * the server's, for example {@code -c max_connections=20}. pg_stat_statements is there to be
   * loaded.
   */
  static DebianProgramRecipe postgres() {
    String home = "/usr/lib/postgresql/15";
    String start =
        """
        #!/bin/sh
        set -eu
        if [ ! -s "$PGDATA/PG_VERSION" ]; then
          umask 077
          printf '%s\\n' "${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD}" > /tmp/password
          initdb --username="${POSTGRES_USER:-postgres}" --pwfile=/tmp/password \\
            --auth-local=trust --auth-host=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8
          rm /tmp/password
          printf 'host all all all scram-sha-256\\n' >> "$PGDATA/pg_hba.conf"
          if [ "${POSTGRES_DB:-postgres}" != postgres ]; then
            printf 'create database "%s";\\n' "$POSTGRES_DB" |
              postgres --single -D "$PGDATA" postgres
          fi
        fi
        exec postgres -c listen_addresses='*' -c unix_socket_directories=/tmp "$@"
        """;
    return new DebianProgramRecipe(
        ProjectImage.POSTGRES,
        List.of(
            "postgresql-15",
            "postgresql-client-15",
            "libaudit1",
            "libcap-ng0",
            "libcap2",
            "libcom-err2",
            "libffi8",
            "libgcc-s1",
            "libgcrypt20",
            "libgmp10",
            "libgnutls30",
            "libgpg-error0",
            "libgssapi-krb5-2",
            "libhogweed6",
            "libicu72",
            "libidn2-0",
            "libk5crypto3",
            "libkeyutils1",
            "libkrb5-3",
            "libkrb5support0",
            "libldap-2.5-0",
            "liblz4-1",
            "liblzma5",
            "libnettle8",
            "libp11-kit0",
            "libpam0g",
            "libpq5",
            "libreadline8",
            "libsasl2-2",
            "libstdc++6",
            "libsystemd0",
            "libtasn1-6",
            "libtinfo6",
            "libunistring2",
            "libxml2",
            "libzstd1",
            "tzdata",
            "zlib1g"),
        in(
            home,
            List.of(
                "bin/postgres",
                "bin/initdb",
                "bin/pg_ctl",
                "bin/pg_isready",
                "bin/pgbench",
                "bin/psql",
                "lib/dict_snowball.so",
                "lib/pg_stat_statements.so",
                "lib/plpgsql.so")),
        List.of("/usr/share/postgresql/15", "/usr/share/zoneinfo"),
        Map.of(home + "/bin/postgres-start", start),
        new ImageContents(
            List.of(),
            List.of(home + "/bin/postgres-start"),
            List.of(),
            Map.of("PATH", home + "/bin:/usr/bin:/bin", "LANG", "C.UTF-8", "PGDATA", "/data/main"),
            ImageContents.NON_ROOT,
            "/data",
            List.of(5432)));
  }

  private static List<String> in(String directory, List<String> names) {
    return names.stream().map(name -> directory + "/" + name).toList();
  }
}
