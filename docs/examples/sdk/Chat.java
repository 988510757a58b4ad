import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.centrifugal.centrifuge.Client;
import io.github.centrifugal.centrifuge.ConnectedEvent;
import io.github.centrifugal.centrifuge.ConnectingEvent;
import io.github.centrifugal.centrifuge.DisconnectedEvent;
import io.github.centrifugal.centrifuge.EventListener;
import io.github.centrifugal.centrifuge.Options;
import io.github.centrifugal.centrifuge.PublicationEvent;
import io.github.centrifugal.centrifuge.SubscribedEvent;
import io.github.centrifugal.centrifuge.Subscription;
import io.github.centrifugal.centrifuge.SubscriptionEventListener;

/**
 * A chat with the official centrifuge-java: prints what is said, and says what it reads.
 *
 * <p>Run with the SDK's jar and its dependencies on the class path: {@code java -cp 'lib/*' Chat.java
 * ann ws://127.0.0.1:8004/connection/websocket}
 */
class Chat {
  public static void main(String[] arguments) throws Exception {
    String user = arguments.length > 0 ? arguments[0] : "somebody";
    String url =
        arguments.length > 1 ? arguments[1] : "ws://127.0.0.1:8004/connection/websocket";

    Options options = new Options();
    // options.setTokenGetter(...) where clients have to say who they are
    Client client = new Client(url, options, new States());
    Subscription chat = client.newSubscription("chat:lobby", new Messages());
    chat.subscribe();
    client.connect();

    for (String text = IO.readln(); text != null; text = IO.readln()) {
      String message = "{\"user\":\"%s\",\"text\":\"%s\"}".formatted(escaped(user), escaped(text));
      chat.publish(
          message.getBytes(UTF_8),
          (problem, _) -> {
            if (problem != null) {
              IO.println("not sent: " + problem.getMessage());
            }
          });
    }
    client.close(5000);
    System.exit(0); // threads of the SDK's HTTP client would stay for a minute
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\\\").replace("\"", "\\\"");
  }

  private static final class States extends EventListener {
    @Override
    public void onConnecting(Client client, ConnectingEvent event) {
      IO.println("connecting: " + event.getReason());
    }

    @Override
    public void onConnected(Client client, ConnectedEvent event) {
      IO.println("connected as " + event.getClient());
    }

    @Override
    public void onDisconnected(Client client, DisconnectedEvent event) {
      IO.println("disconnected: " + event.getCode() + " " + event.getReason());
    }
  }

  private static final class Messages extends SubscriptionEventListener {
    @Override
    public void onPublication(Subscription chat, PublicationEvent event) {
      IO.println(new String(event.getData(), UTF_8));
    }

    @Override
    public void onSubscribed(Subscription chat, SubscribedEvent event) {
      boolean missing = event.wasRecovering() && !event.getRecovered();
      IO.println("in the chat" + (missing ? ", some messages are missing" : ""));
    }
  }
}
