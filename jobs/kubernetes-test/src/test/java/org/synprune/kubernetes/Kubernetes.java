package org.synprune.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A cluster of one node: an API server in this process, and pods that are processes of this
 * machine.
 */
final class Kubernetes implements AutoCloseable {

  static final String NAMESPACE = "synprune";

  /** Its log has a line for each request. */
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  private final KubernetesMockServer server;
  private final KubernetesClient client;
  private final Kubelet kubelet;

  /**
   * Starts one.
   *
   * @param node what its pods find
   */
  Kubernetes(Node node) {
    REQUESTS.setLevel(Level.WARNING);
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new ApiServer(), false);
    server.init(InetAddress.getLoopbackAddress(), 0);
    client = server.createClient();
    kubelet = new Kubelet(client, node);
  }

  /** Its address, as {@code spark.master} takes it. */
  String address() {
    return "k8s://" + url();
  }

  /** Its address, as a pod takes it. */
  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** What asks it, and changes what it has. */
  KubernetesClient client() {
    return client;
  }

  /** Pods that are there now. */
  List<Pod> pods() {
    return client.pods().inNamespace(NAMESPACE).list().getItems();
  }

  /** All pods that were ever asked for, as they were asked for, oldest first. */
  List<Pod> asked() {
    return kubelet.asked();
  }

  /** What the process of a pod has said so far. */
  String said(Pod pod) {
    return kubelet.said(pod);
  }

  /** Waits until the processes of all pods have ended. */
  void settle() {
    kubelet.settle();
  }

  @Override
  public void close() {
    kubelet.close();
    client.close();
    server.destroy();
  }
}
