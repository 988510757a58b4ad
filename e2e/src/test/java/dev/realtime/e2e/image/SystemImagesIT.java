package dev.realtime.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;

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
        until redis-cli -s /tmp/redis.sock ping; do sleep 0.05; done
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
