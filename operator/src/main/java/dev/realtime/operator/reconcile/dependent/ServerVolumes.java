package dev.realtime.operator.reconcile.dependent;

import dev.realtime.api.v1alpha1.workload.TlsSettings;
import dev.realtime.operator.reconcile.Situation;
import dev.realtime.operator.reconcile.config.SecretFiles;
import dev.realtime.operator.reconcile.config.SecretFiles.SecretFile;
import io.fabric8.kubernetes.api.model.KeyToPathBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import io.fabric8.kubernetes.api.model.VolumeProjection;
import io.fabric8.kubernetes.api.model.VolumeProjectionBuilder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is mounted into the server's pods. Directories, not single files: those never change. */
final class ServerVolumes {
  static final String CONFIG_DIRECTORY = "/etc/realtime/config";

  /** rw for the owner, r for the group (fsGroup): the pods' user reads by its group. */
  private static final int MODE = 0440;

  private ServerVolumes() {}

  static List<Volume> volumes(Situation situation) {
    List<Volume> volumes = new ArrayList<>();
    volumes.add(
        new VolumeBuilder()
            .withName("config")
            .withNewConfigMap()
            .withName(situation.names().config())
            .withDefaultMode(0444)
            .endConfigMap()
            .build());
    volumes.add(
        new VolumeBuilder()
            .withName("secrets")
            .withNewProjected()
            .withDefaultMode(MODE)
            .withSources(
                SecretFiles.of(situation.spec(), situation.names()).stream()
                    .map(ServerVolumes::projection)
                    .toList())
            .endProjected()
            .build());
    String certificate = certificate(situation);
    if (certificate != null) {
      volumes.add(
          new VolumeBuilder()
              .withName("tls")
              .withNewSecret()
              .withSecretName(certificate)
              .withDefaultMode(MODE)
              .endSecret()
              .build());
    }
    volumes.add(
        new VolumeBuilder()
            .withName("tmp")
            .withNewEmptyDir()
            .withSizeLimit(Quantity.parse("64Mi"))
            .endEmptyDir()
            .build());
    return volumes;
  }

  static List<VolumeMount> mounts(Situation situation) {
    List<VolumeMount> mounts = new ArrayList<>();
    mounts.add(mount("config", CONFIG_DIRECTORY, true));
    mounts.add(mount("secrets", strip(SecretFiles.DIRECTORY), true));
    if (certificate(situation) != null) {
      mounts.add(mount("tls", strip(SecretFiles.TLS_DIRECTORY), true));
    }
    mounts.add(mount("tmp", "/tmp", false));
    return mounts;
  }

  /** Secret with the certificate of the clients' port; null without TLS. */
  static @Nullable String certificate(Situation situation) {
    TlsSettings tls = situation.spec().tls();
    if (tls == null) {
      return null;
    }
    return tls.secretName() == null ? situation.names().certificate() : tls.secretName();
  }

  private static VolumeProjection projection(SecretFile file) {
    var projection =
        new VolumeProjectionBuilder()
            .withNewSecret()
            .withName(file.source().name())
            .withItems(
                new KeyToPathBuilder().withKey(file.source().key()).withPath(file.name()).build());
    if (file.optional()) {
      projection.withOptional(true);
    }
    return projection.endSecret().build();
  }

  private static VolumeMount mount(String name, String path, boolean readOnly) {
    var mount = new VolumeMountBuilder().withName(name).withMountPath(path);
    if (readOnly) {
      mount.withReadOnly(true);
    }
    return mount.build();
  }

  private static String strip(String directory) {
    return directory.substring(0, directory.length() - 1);
  }
}
