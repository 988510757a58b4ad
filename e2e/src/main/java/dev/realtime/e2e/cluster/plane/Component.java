package dev.realtime.e2e.cluster.plane;

import dev.realtime.e2e.cluster.binary.Program;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The processes that a cluster consists of, in starting order. */
public enum Component {
  ETCD(Program.ETCD),
  /** Debian's, the only one that is not built from source. */
  CONTAINERD(null),
  KUBE_APISERVER(Program.KUBE_APISERVER),
  KUBE_CONTROLLER_MANAGER(Program.KUBE_CONTROLLER_MANAGER),
  KUBE_SCHEDULER(Program.KUBE_SCHEDULER),
  KUBELET(Program.KUBELET),
  KUBE_PROXY(Program.KUBE_PROXY),
  LOCAL_VOLUMES(Program.LOCAL_VOLUMES);

  private final @Nullable Program program;

  Component(@Nullable Program program) {
    this.program = program;
  }

  /** Empty for what the host's packages bring. */
  public Optional<Program> program() {
    return Optional.ofNullable(program);
  }

  /** The name of its process, its log and its configuration. */
  public String title() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Its log inside the node. */
  public String log() {
    return "/var/log/" + title() + ".log";
  }
}
