package dev.realtime.e2e.chaos;

import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.plane.Component;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** What can go wrong. Each names whom it strikes and lasts until what it returns is closed. */
enum Mischief {
  SERVER_KILLED("a server's process is killed") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      String pod = target.anyServer(random);
      target.faults().kill(target.namespace(), pod, Target.SERVER);
      return Target.over();
    }
  },
  SERVER_DELETED("a server's pod is deleted") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.deletePod(target.anyServer(random), false);
      return Target.over();
    }
  },
  SERVER_DELETED_BY_FORCE("a server's pod is deleted by force") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.deletePod(target.anyServer(random), true);
      return Target.over();
    }
  },
  SERVER_HANGS("a server hangs") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().suspend(target.namespace(), target.anyServer(random), Target.SERVER);
    }
  },
  SERVER_CUT_OFF("a server is cut off from everybody") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().isolate(target.namespace(), target.anyServer(random));
    }
  },
  SERVER_THROTTLED("a server's link is full at 16 KiB a second") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().throttle(target.namespace(), target.anyServer(random), 16);
    }
  },
  SERVERS_REPLACED("all servers are replaced, by kubectl rollout restart") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.kubectl("rollout", "restart", "deployment/" + Target.SERVICE);
      return Target.over();
    }
  },
  CLIENTS_DELAYED("what clients send and are sent takes 200 to 400 ms longer each way") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.clients().delay(300, 100);
    }
  },
  CLIENTS_THROTTLED("each client's line is full at 2 KiB a second") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.clients().throttle(2);
    }
  },
  TOKENS_EXPIRED("clients are given tokens that have expired") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.crowd().expireTokens(true);
      return () -> target.crowd().expireTokens(false);
    }
  },
  REDIS_KILLED("Redis is killed") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.faults().kill(target.namespace(), Target.REDIS_POD, Target.REDIS);
      return Target.over();
    }
  },
  REDIS_HANGS("Redis hangs") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().suspend(target.namespace(), Target.REDIS_POD, Target.REDIS);
    }
  },
  REDIS_CUT_OFF("Redis is cut off from everybody") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().isolate(target.namespace(), Target.REDIS_POD);
    }
  },
  REDIS_AND_SERVER_PARTED("one server and Redis are parted") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target
          .faults()
          .partition(target.namespace(), target.anyServer(random), Target.REDIS_POD);
    }
  },
  REDIS_DELAYED("the way to Redis takes 150 to 250 ms longer, each way") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.slowRedis(line -> line.delay(200, 50));
    }
  },
  REDIS_THROTTLED("the way to Redis lets 16 KiB a second through on each connection") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.slowRedis(line -> line.throttle(16));
    }
  },
  REDIS_DISK_FULL("the disk of Redis is full") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.redisDisk().full();
    }
  },
  REDIS_FAILED_OVER("the master of Redis is stopped, and a replica follows it") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.deletePod(target.redisMaster(), false);
      return Target.over();
    }
  },
  OPERATOR_KILLED("the operator that leads is killed") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.faults().kill(Target.SYSTEM, target.leader(), Target.OPERATOR);
      return Target.over();
    }
  },
  OPERATOR_HANGS("the operator that leads hangs") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().suspend(Target.SYSTEM, target.leader(), Target.OPERATOR);
    }
  },
  LEASE_LOST("the operator that leads loses its Lease") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.deleteLease();
      return Target.over();
    }
  },
  API_SERVER_RESTARTED("the API server is killed and started") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.faults().restart(Component.KUBE_APISERVER);
      return Target.over();
    }
  },
  API_CERTIFICATE_EXPIRED("the API server's certificate has expired") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().expireCertificate();
    }
  },
  ETCD_RESTARTED("etcd is killed and started") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.faults().restart(Component.ETCD);
      return Target.over();
    }
  },
  DNS_GONE("the cluster's DNS hangs") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      return target.faults().suspend(Target.KUBE_SYSTEM, target.dnsPod(), Target.DNS);
    }
  };

  private final String title;

  Mischief(String title) {
    this.title = title;
  }

  /** What happens, in words. */
  String title() {
    return title;
  }

  /** Does it; the choice of whom is from the source of chance. */
  abstract Fault strike(Target target, RandomGenerator random);

  /** Those that lose nothing where Redis is of this kind. */
  static List<Mischief> against(RedisKind redis) {
    return Stream.of(values())
        .filter(
            mischief ->
                mischief == REDIS_FAILED_OVER
                    ? redis == RedisKind.REPLICATED
                    : redis == RedisKind.SINGLE || !mischief.name().startsWith("REDIS_"))
        .toList();
  }

  /** So many, drawn as from a deck of cards: none comes again before all have come. */
  static List<Mischief> deal(int count, RedisKind redis, RandomGenerator random) {
    List<Mischief> dealt = new ArrayList<>();
    while (dealt.size() < count) {
      List<Mischief> deck = new ArrayList<>(against(redis));
      Collections.shuffle(deck, random);
      dealt.addAll(deck.subList(0, Math.min(deck.size(), count - dealt.size())));
    }
    return dealt;
  }
}
