package dev.realtime.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;

/** A WebSocket client on a bare socket: it can leave unread, and send what no library would. */
public final class RawClient implements AutoCloseable {
  private final Socket socket = new Socket();
  private final OutputStream out;
  private final DataInputStream in;

  /**
   * A frame.
   *
   * @param first byte: flags and opcode
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Frame(int first, byte[] payload) {
    public int opcode() {
      return first & 0x0F;
    }

    public String text() {
      return new String(payload, UTF_8);
    }

    public int closeCode() {
      return ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
    }
  }

  private RawClient(int port, int receiveBuffer) throws IOException {
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    socket.setSoTimeout(10_000);
    out = socket.getOutputStream();
    in = new DataInputStream(socket.getInputStream());
  }

  /** Connects a socket without saying anything. */
  public static RawClient connect(int port) throws IOException {
    return new RawClient(port, 0);
  }

  /** Opens a WebSocket, with a small receive buffer. */
  public static RawClient open(int port, String... headers) throws IOException {
    RawClient client = new RawClient(port, 4096);
    client.upgrade("/connection/websocket", headers);
    return client;
  }

  /** From now on more fits into it: what waits comes in faster. */
  public void receiveBuffer(int bytes) throws SocketException {
    socket.setReceiveBufferSize(bytes);
  }

  /** From now on so much of what is written may wait in it until the server reads. */
  public void sendBuffer(int bytes) throws SocketException {
    socket.setSendBufferSize(bytes);
  }

  /** Asks for a WebSocket and answers the whole response head. */
  public String upgrade(String path, String... headers) throws IOException {
    StringBuilder request =
        new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n")
            .append("Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n")
            .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    write(request.append("\r\n").toString().getBytes(ISO_8859_1));
    return readHead();
  }

  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
    out.flush();
  }

  /** Reads to the empty line that ends a response's head. */
  public String readHead() throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
      head.append((char) in.readUnsignedByte());
    }
    return head.toString();
  }

  /** Reads a whole response with a Content-Length and answers its status. */
  public int readAnswer() throws IOException {
    String head = readHead();
    skip(contentLength(head));
    return Integer.parseInt(head.substring(9, 12));
  }

  /** What a response's head says of its body; 0 if nothing. */
  public static int contentLength(String head) {
    return head.toLowerCase(Locale.ROOT)
        .lines()
        .filter(line -> line.startsWith("content-length:"))
        .map(line -> Integer.parseInt(line.substring("content-length:".length()).strip()))
        .findFirst()
        .orElse(0);
  }

  /** Reads so many bytes away. */
  public void skip(int bytes) throws IOException {
    in.skipNBytes(bytes);
  }

  /** Sends a masked frame. */
  public RawClient frame(int first, byte[] payload) throws IOException {
    write(masked(first, payload));
    return this;
  }

  /** The bytes of a masked frame. */
  public static byte[] masked(int first, byte[] payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(first);
    if (payload.length < 126) {
      frame.write(0x80 | payload.length);
    } else {
      frame.write(0x80 | 126);
      frame.write(payload.length >> 8);
      frame.write(payload.length);
    }
    byte[] mask = {1, 2, 3, 4};
    frame.writeBytes(mask);
    for (int i = 0; i < payload.length; i++) {
      frame.write(payload[i] ^ mask[i % 4]);
    }
    return frame.toByteArray();
  }

  /** Sends commands in a text frame. */
  public RawClient send(String text) throws IOException {
    return frame(0x81, text.getBytes(UTF_8));
  }

  /** Reads a frame, waiting up to 10 seconds. */
  public Frame read() throws IOException {
    int first = in.readUnsignedByte();
    long length = in.readUnsignedByte();
    if (length == 126) {
      length = in.readUnsignedShort();
    } else if (length == 127) {
      length = in.readLong();
    }
    return new Frame(first, in.readNBytes((int) length));
  }

  /** Reads until a close frame and answers it. */
  public Frame readClose() throws IOException {
    Frame frame = read();
    while (frame.opcode() != 8) {
      frame = read();
    }
    return frame;
  }

  /** Reads a chunk of a response; empty at its end. */
  public String readChunk() throws IOException {
    StringBuilder size = new StringBuilder();
    for (int next = in.readUnsignedByte(); next != '\n'; next = in.readUnsignedByte()) {
      size.append((char) next);
    }
    byte[] content = in.readNBytes(Integer.parseInt(size.toString().strip(), 16));
    in.readNBytes(2);
    return new String(content, UTF_8);
  }

  /** Whether the server has ended the connection, waiting for it. */
  public boolean isEnded() throws IOException {
    try {
      return in.read() < 0;
    } catch (SocketException e) {
      return true; // reset
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
