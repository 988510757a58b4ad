package dev.realtime.e2e.cluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostLinkTest {
  private static final NetworkPlan PLAN = new NetworkPlan(99);

  @TempDir private Path interfaces;

  private HostLink linkWithAlias(String alias) throws IOException {
    Path device = Files.createDirectory(interfaces.resolve(PLAN.hostInterface()));
    Files.writeString(device.resolve("ifalias"), alias + "\n");
    return new HostLink(PLAN, "realtime-local-1", interfaces);
  }

  @Test
  void itsAliasTellsWhoseItIs() throws IOException {
    assertThat(new HostLink(PLAN, "realtime-local-1", interfaces).isOurs()).isFalse();
    assertThat(linkWithAlias("realtime-local-1").isOurs()).isTrue();
  }

  /** To delete it would fail here: the host has no such interface. */
  @Test
  void aLinkOfTheSameNameThatAnotherClusterOwnsStays() throws IOException {
    HostLink link = linkWithAlias("realtime-local-2");
    assertThatNoException().isThrownBy(link::awaitGone);
  }

  @Test
  void anIndexIsTakenByALinkOfWhomeverItIs() throws IOException {
    assertThat(HostLink.taken(interfaces)).isEmpty();
    linkWithAlias("");
    assertThat(HostLink.taken(interfaces)).containsExactly(PLAN.index());
  }
}
