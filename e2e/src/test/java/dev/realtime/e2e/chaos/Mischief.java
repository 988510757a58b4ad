package dev.realtime.e2e.chaos;

import dev.realtime.e2e.cluster.Faults.Fault;
import dev.realtime.e2e.cluster.plane.Component;
import java.util.random.RandomGenerator;

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
  OPERATOR_KILLED("the operator that leads is killed") {
    @Override
    Fault strike(Target target, RandomGenerator random) {
      target.faults().kill(Target.SYSTEM, target.leader(), Target.OPERATOR);
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

  /** One of all, each as likely as another. */
  static Mischief any(RandomGenerator random) {
    return values()[random.nextInt(values().length)];
  }
}
