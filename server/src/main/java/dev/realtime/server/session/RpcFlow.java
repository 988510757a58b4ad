package dev.realtime.server.session;

import dev.realtime.server.message.Codes;
import dev.realtime.server.message.Command;
import dev.realtime.server.message.Result;
import dev.realtime.server.proxy.ProxyKind;
import dev.realtime.server.proxy.ProxyOutcome;
import dev.realtime.server.proxy.RpcAnswer;

/** Hands calls of clients to the application's backend. */
final class RpcFlow {
  private final Services services;

  RpcFlow(Services services) {
    this.services = services;
  }

  void run(Call call, Command.Rpc wish) {
    if (!services.proxies().has(ProxyKind.RPC.label())) {
      call.error(Codes.NOT_AVAILABLE);
      return;
    }
    call.session()
        .await(
            services
                .proxies()
                .rpc(ProxyKind.RPC.label(), ProxyClients.of(call), wish.name(), wish.data()),
            (outcome, failure) -> {
              if (outcome instanceof ProxyOutcome.Answered<RpcAnswer>(RpcAnswer answer)) {
                call.ok(new Result.Returned(answer.data()));
              } else if (outcome == null) {
                call.brokerFailed(failure == null ? new IllegalStateException() : failure);
              } else {
                call.backendRefused(outcome);
              }
            });
  }
}
