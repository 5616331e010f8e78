package org.synprune.kubernetes;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Keeps what it is given, as the API server of Kubernetes does; knows "apply", which the mock
 * doesn't.
 */
final class ApiServer extends KubernetesCrudDispatcher {

  private static final String APPLY = "apply-patch";

  ApiServer() {
    super(List.of());
  }

  /**
   * Makes an object. A pod is pending until its node says more, and one that is deleted stays,
   * marked so, until its node lets it go.
   */
  @Override
  public MockResponse handleCreate(RecordedRequest request) {
    if (!request.getPath().endsWith("/pods")) {
      return super.handleCreate(request);
    }
    Pod pod =
        new PodBuilder(Serialization.unmarshal(request.getUtf8Body(), Pod.class))
            .editMetadata()
            .addToFinalizers(Kubelet.HOLD)
            .endMetadata()
            .withNewStatus()
            .withPhase("Pending")
            .endStatus()
            .build();
    Buffer body = new Buffer(Serialization.asJson(pod).getBytes(StandardCharsets.UTF_8));
    return super.handleCreate(as(HttpMethod.POST, request.getPath(), request, body));
  }

  /** Changes an object; applying makes it if there is none. */
  @Override
  public MockResponse handlePatch(RecordedRequest request) {
    String type = request.getHeader("Content-Type");
    if (type == null || !type.contains(APPLY)) {
      return super.handlePatch(request);
    }
    String object = request.getPath().replaceFirst("\\?.*", "");
    if (handleGet(object).code() == HttpURLConnection.HTTP_OK) {
      return handleUpdate(as(HttpMethod.PUT, object, request, request.getBody()));
    }
    String kind = object.replaceFirst("/[^/]+$", "");
    return handleCreate(as(HttpMethod.POST, kind, request, request.getBody()));
  }

  private static RecordedRequest as(
      HttpMethod method, String path, RecordedRequest request, Buffer body) {
    return new RecordedRequest(request.getHttpVersion(), method, path, request.getHeaders(), body);
  }
}
