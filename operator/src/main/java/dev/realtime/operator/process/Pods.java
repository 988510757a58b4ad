package dev.realtime.operator.process;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.BeanDeserializerModifier;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of pods. They are looked at and never written as a whole, and most of one is its
 * spec, which its owner has too, and who wrote which field.
 */
public final class Pods {
  private Pods() {}

  /** Of a spec: where it runs, its claims, and the resources of its containers. */
  public static PodSpec trimmed(PodSpec spec) {
    return new PodSpecBuilder()
        .withNodeName(spec.getNodeName())
        .withVolumes(
            orEmpty(spec.getVolumes()).stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .toList())
        .withContainers(
            orEmpty(spec.getContainers()).stream()
                .map(
                    container ->
                        new ContainerBuilder()
                            .withName(container.getName())
                            .withResources(container.getResources())
                            .build())
                .toList())
        .build();
  }

  /** The pod of a bookmark in a watch says {@code containers: null}. */
  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }

  /** Trims all pods that are read. */
  static class Trimming extends BeanDeserializerModifier {
    private static final long serialVersionUID = 1L;

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription type, JsonDeserializer<?> deserializer) {
      return type.getBeanClass() == Pod.class ? new OfPod(deserializer) : deserializer;
    }
  }

  private static final class OfPod extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    OfPod(JsonDeserializer<?> whole) {
      super(whole);
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> whole) {
      return new OfPod(whole);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
      Pod pod = (Pod) super.deserialize(json, context);
      if (pod.getMetadata() != null) {
        pod.getMetadata().setManagedFields(List.of());
      }
      if (pod.getSpec() != null) {
        pod.setSpec(trimmed(pod.getSpec()));
      }
      return pod;
    }
  }
}
