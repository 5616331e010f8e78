package org.synprune.s3;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Passes requests on to an S3 that isn't atomic: whatever writes goes alone, so that a condition
 * and the write that it guards are one step, as at Amazon. On the way it does what a {@link Fault}
 * says.
 */
final class SerialProxy implements AutoCloseable {

  /** What the client of the JDK sets itself, and what only holds for one connection. */
  private static final Set<String> OF_THE_CONNECTION =
      Set.of(
          "connection", "content-length", "date", "expect", "host", "transfer-encoding", "upgrade");

  private final URI store;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ReadWriteLock order = new ReentrantReadWriteLock(true);
  private final List<Answered> answered = new ArrayList<>();
  private volatile Fault fault = Fault.NONE;

  /**
   * A request and what came of it.
   *
   * @param method such as PUT
   * @param path bucket and key
   * @param status the store's answer, or the fault's; 0 without any
   */
  record Answered(String method, String path, int status) {}

  private SerialProxy(URI store) throws IOException {
    this.store = store;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Starts one at a port that the system chooses.
   *
   * @param store where requests are passed on to
   */
  static SerialProxy before(URI store) throws IOException {
    // Else each answer waits 40 ms for an acknowledgement.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    return new SerialProxy(store);
  }

  /** Where it listens. */
  URI address() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  /** Does to requests from now on what a fault says. */
  void plant(Fault planted) {
    fault = planted;
  }

  /** What was asked so far, in the order of the answers. */
  List<Answered> answered() {
    synchronized (answered) {
      return List.copyOf(answered);
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    byte[] body = exchange.getRequestBody().readAllBytes();
    Fault.Effect effect = fault.on(method, path);
    try (exchange) {
      if (!effect.passesOn()) {
        refuse(exchange, method, path, effect);
        return;
      }
      HttpResponse<byte[]> response = passOn(exchange, method, body);
      if (effect.answers()) {
        note(method, path, response.statusCode());
        answer(exchange, response);
      } else {
        note(method, path, 0);
      }
    }
  }

  private void refuse(HttpExchange exchange, String method, String path, Fault.Effect effect)
      throws IOException {
    note(method, path, effect.status());
    if (effect.answers()) {
      exchange.getResponseHeaders().set("Content-Type", "application/xml");
      send(exchange, effect.status(), effect.body());
    }
  }

  private HttpResponse<byte[]> passOn(HttpExchange exchange, String method, byte[] body)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(store.resolve(exchange.getRequestURI()))
            .method(
                method,
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> {
              if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
              }
            });
    boolean reads = method.equals("GET") || method.equals("HEAD");
    Lock turn = reads ? order.readLock() : order.writeLock();
    turn.lock();
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      turn.unlock();
    }
  }

  private static void answer(HttpExchange exchange, HttpResponse<byte[]> response)
      throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    response
        .headers()
        .map()
        .forEach(
            (name, values) -> {
              boolean length = name.equalsIgnoreCase("content-length");
              if ((head && length) || !OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                exchange.getResponseHeaders().put(name, values);
              }
            });
    send(exchange, response.statusCode(), response.body());
  }

  private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
    boolean empty = body.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, empty ? -1 : body.length);
    if (!empty) {
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private void note(String method, String path, int status) {
    synchronized (answered) {
      answered.add(new Answered(method, path, status));
    }
  }

  /** Ends it; the store stays. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
