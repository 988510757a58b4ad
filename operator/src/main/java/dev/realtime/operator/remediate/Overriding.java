package dev.realtime.operator.remediate;

import dev.realtime.api.v1alpha1.runbook.LimitOverride;
import dev.realtime.api.v1alpha1.runbook.MaintenanceOverride;
import dev.realtime.api.v1alpha1.runbook.Overrides;
import dev.realtime.api.v1alpha1.runbook.ProxyOverride;
import dev.realtime.api.v1alpha1.runbook.RedisMemoryOverride;
import dev.realtime.api.v1alpha1.runbook.ReplicasOverride;
import dev.realtime.api.v1alpha1.runbook.RestartOverride;
import dev.realtime.api.v1alpha1.runbook.RevisionOverride;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Copies of {@link Overrides} with one of them replaced; null takes it away. */
public final class Overriding {
  private Overriding() {}

  /** With this replica floor. */
  public static Overrides replicas(Overrides now, @Nullable ReplicasOverride replicas) {
    return new Overrides(
        replicas,
        now.restart(),
        now.revision(),
        now.maintenance(),
        now.redisMemory(),
        now.limits(),
        now.proxies());
  }

  static Overrides restart(Overrides now, RestartOverride restart) {
    return new Overrides(
        now.replicas(),
        restart,
        now.revision(),
        now.maintenance(),
        now.redisMemory(),
        now.limits(),
        now.proxies());
  }

  static Overrides revision(Overrides now, RevisionOverride revision) {
    return new Overrides(
        now.replicas(),
        now.restart(),
        revision,
        now.maintenance(),
        now.redisMemory(),
        now.limits(),
        now.proxies());
  }

  /** With this maintenance mode. */
  public static Overrides maintenance(Overrides now, @Nullable MaintenanceOverride maintenance) {
    return new Overrides(
        now.replicas(),
        now.restart(),
        now.revision(),
        maintenance,
        now.redisMemory(),
        now.limits(),
        now.proxies());
  }

  static Overrides redisMemory(Overrides now, RedisMemoryOverride redisMemory) {
    return new Overrides(
        now.replicas(),
        now.restart(),
        now.revision(),
        now.maintenance(),
        redisMemory,
        now.limits(),
        now.proxies());
  }

  static Overrides limits(Overrides now, LimitOverride limits) {
    return new Overrides(
        now.replicas(),
        now.restart(),
        now.revision(),
        now.maintenance(),
        now.redisMemory(),
        limits,
        now.proxies());
  }

  /** With these proxies. */
  public static Overrides proxies(Overrides now, List<ProxyOverride> proxies) {
    return new Overrides(
        now.replicas(),
        now.restart(),
        now.revision(),
        now.maintenance(),
        now.redisMemory(),
        now.limits(),
        proxies);
  }

  /** With this proxy override in place of the one about the same dependency. */
  static Overrides proxy(Overrides now, ProxyOverride proxy) {
    var proxies = new ArrayList<ProxyOverride>();
    now.proxies().stream()
        .filter(other -> !other.dependency().equals(proxy.dependency()))
        .forEach(proxies::add);
    proxies.add(proxy);
    return proxies(now, proxies);
  }

  static @Nullable ProxyOverride proxyOf(Overrides now, String dependency) {
    return now.proxies().stream()
        .filter(proxy -> proxy.dependency().equals(dependency))
        .findFirst()
        .orElse(null);
  }

  /** Without what was made for an earlier generation of the spec. */
  public static Overrides ofGeneration(Overrides now, long generation) {
    return new Overrides(
        now.replicas() != null && now.replicas().generation() == generation ? now.replicas() : null,
        // A restart that has happened is no deviation: dropping its stamp would restart again.
        now.restart(),
        now.revision() != null && now.revision().generation() == generation ? now.revision() : null,
        now.maintenance() != null && now.maintenance().generation() == generation
            ? now.maintenance()
            : null,
        now.redisMemory() != null && now.redisMemory().generation() == generation
            ? now.redisMemory()
            : null,
        now.limits() != null && now.limits().generation() == generation ? now.limits() : null,
        now.proxies().stream().filter(proxy -> proxy.generation() == generation).toList());
  }
}
