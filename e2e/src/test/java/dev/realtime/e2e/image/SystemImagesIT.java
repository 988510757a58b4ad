package dev.realtime.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.realtime.e2e.cluster.binary.Binaries;
import dev.realtime.e2e.cluster.sys.Directories;
import dev.realtime.e2e.cluster.sys.Progress;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Builds the images of programs that are not ours, and runs these as the images' user. */
class SystemImagesIT {
  @TempDir Path temporary;

  private final Directories directories = Directories.standard();
  private final Progress progress = Progress.onTerminal();
  private final Binaries binaries = new Binaries(directories, progress);
  private final ImageCatalog images = ImageCatalog.standard(directories, progress);

  @Test
  void redisStartsAndStopsAsAUserWithoutRights() throws Exception {
    UnpackedImage redis = UnpackedImage.of(images.build(ProjectImage.REDIS), temporary);
    String script =
        """
        redis-server --port 0 --unixsocket /tmp/redis.sock --dir /data --daemonize yes
        timeout 30 sh -c 'until redis-cli -s /tmp/redis.sock ping; do sleep 0.05; done'
        redis-cli -s /tmp/redis.sock set key value
        redis-cli -s /tmp/redis.sock get key
        redis-cli -s /tmp/redis.sock shutdown save
        ls -l /data/dump.rdb
        """;

    assertThat(redis.run("sh", "-ec", script)).contains("PONG", "OK", "value");
    assertThat(redis.run("redis-sentinel", "--version"))
        .anyMatch(line -> line.contains("v=" + ProjectImage.REDIS.tag()));
  }

  @Test
  void everyToolInTheRedisImageFindsItsLibraries() throws Exception {
    UnpackedImage redis = UnpackedImage.of(images.build(ProjectImage.REDIS), temporary);
    String script =
        "for tool in cat chmod cp cut date env grep head hostname id ls mkdir mv rm sed sleep stat"
            + " tail timeout tr wc redis-benchmark redis-check-aof redis-check-rdb; do"
            + " $tool --help >/dev/null 2>/tmp/said </dev/null || [ $? -ne 127 ] || { cat"
            + " /tmp/said; exit 1; }; done; id -u; date +%Z";

    assertThat(redis.run("sh", "-ec", script)).containsExactly("65532", "UTC");
  }

  @Test
  void postgresMakesItsDatabaseAndServesIt() throws Exception {
    UnpackedImage postgres = UnpackedImage.of(images.build(ProjectImage.POSTGRES), temporary);
    String script =
        """
        export PGDATA=/data/main PATH=/usr/lib/postgresql/15/bin:$PATH
        POSTGRES_PASSWORD=secret POSTGRES_DB=app postgres-start -c port=15432 \\
          -c shared_preload_libraries=pg_stat_statements > /tmp/log 2>&1 &
        timeout 30 sh -c 'until pg_isready -q -h /tmp -p 15432 -d app; do sleep 0.1; done' ||
          { cat /tmp/log; exit 1; }
        psql -h /tmp -p 15432 -U postgres app -Atc 'create extension pg_stat_statements' \\
          -c 'select count(*) > 0 from pg_stat_statements'
        PGPASSWORD=wrong psql -h 127.0.0.1 -p 15432 -U postgres app -c 'select 1' || true
        PGPASSWORD=secret psql -h 127.0.0.1 -p 15432 -U postgres app -Atc 'select 40 + 2'
        pg_ctl stop -m fast
        """;

    assertThat(postgres.run("sh", "-ec", script))
        .contains("t", "42")
        .anyMatch(line -> line.contains("password authentication failed"));
  }

  @Test
  void programsOfTheClusterStartWithoutAnyLibrary() throws Exception {
    UnpackedImage dns =
        UnpackedImage.of(images.build(ProjectImage.COREDNS), temporary.resolve("coredns"));
    assertThat(dns.run("/coredns", "-version")).first(STRING).contains(ProjectImage.COREDNS.tag());
    UnpackedImage metrics =
        UnpackedImage.of(images.build(ProjectImage.METRICS_SERVER), temporary.resolve("metrics"));
    assertThat(metrics.run("/metrics-server", "--help")).anyMatch(line -> line.contains("kubelet"));
    assertThat(metrics.root().resolve("etc/ssl/certs/ca-certificates.crt")).isNotEmptyFile();
  }

  @Test
  void twoBuildsOfPauseAndRedisGiveTheSameDigest() throws Exception {
    for (ProjectImage image : new ProjectImage[] {ProjectImage.PAUSE, ProjectImage.REDIS}) {
      ImageSettings elsewhere =
          ImageSettings.of(
              new Directories(directories.project(), temporary.resolve("cache"), temporary));
      BuiltImage again = new ImageCatalog(elsewhere, binaries, progress).build(image);
      assertThat(again.digest()).isEqualTo(images.build(image).digest());
    }
  }
}
