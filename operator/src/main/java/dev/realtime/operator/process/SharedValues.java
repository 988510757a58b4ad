package dev.realtime.operator.process;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.DeserializationConfig;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.deser.std.DelegatingDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.deser.std.StringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Has the objects that are read share what is equal in them, so that every cache of them is small.
 * The objects of a thousand services are alike, and most of each is the tree that says who wrote
 * which field: about a hundred maps, of which another service has a handful of its own. Those trees
 * cannot be left out: by them a reconcile sees what is its own, and who has scaled by hand. And
 * each part of each object has a map for fields that its class does not know, which are none.
 */
final class SharedValues extends SimpleModule {
  private static final long serialVersionUID = 1L;

  /** Longer ones are configurations and certificates, of which there are no two. */
  private static final int LONGEST = 128;

  private static final int PLACES = 1 << 14;

  SharedValues() {
    addDeserializer(String.class, new Strings());
    addDeserializer(FieldsV1.class, new Fields());
    setDeserializerModifier(new Modifier(new Pool<>(PLACES)));
  }

  /** Records cannot be changed, and most parts of a spec are the defaults. */
  private static final class Modifier extends Pods.Trimming {
    private static final long serialVersionUID = 1L;

    private final transient Pool<Object> records;

    Modifier(Pool<Object> records) {
      this.records = records;
    }

    @Override
    public JsonDeserializer<?> modifyDeserializer(
        DeserializationConfig config, BeanDescription type, JsonDeserializer<?> deserializer) {
      if (type.getBeanClass().isRecord()) {
        return new Records(deserializer, records);
      }
      JsonDeserializer<?> trimming = super.modifyDeserializer(config, type, deserializer);
      return NothingUnknown.of(type.getBeanClass(), trimming);
    }
  }

  /** The map for unknown fields, where it is empty, is everybody's, and cannot be written to. */
  private static final class NothingUnknown extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;
    private static final String FIELD = "additionalProperties";
    private static final String MODEL = KubernetesResource.class.getPackageName();

    private final transient VarHandle unknown;

    private NothingUnknown(JsonDeserializer<?> each, VarHandle unknown) {
      super(each);
      this.unknown = unknown;
    }

    /**
     * One for a class of the model that keeps such fields; for another, the deserializer itself.
     */
    static JsonDeserializer<?> of(Class<?> type, JsonDeserializer<?> each) {
      if (!type.getName().startsWith(MODEL) || type == GenericKubernetesResource.class) {
        return each;
      }
      try {
        return new NothingUnknown(
            each,
            MethodHandles.privateLookupIn(type, MethodHandles.lookup())
                .findVarHandle(type, FIELD, Map.class));
      } catch (NoSuchFieldException e) {
        return each;
      } catch (IllegalAccessException e) {
        throw new IllegalStateException(FIELD + " of " + type + " cannot be reached", e);
      }
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> each) {
      return new NothingUnknown(each, unknown);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
      Object object = super.deserialize(json, context);
      if (object != null && unknown.get(object) instanceof Map<?, ?> fields && fields.isEmpty()) {
        unknown.set(object, Map.of());
      }
      return object;
    }
  }

  private static final class Records extends DelegatingDeserializer {
    private static final long serialVersionUID = 1L;

    private final transient Pool<Object> pool;

    Records(JsonDeserializer<?> each, Pool<Object> pool) {
      super(each);
      this.pool = pool;
    }

    @Override
    protected JsonDeserializer<?> newDelegatingInstance(JsonDeserializer<?> each) {
      return new Records(each, pool);
    }

    @Override
    public Object deserialize(JsonParser json, DeserializationContext context) throws IOException {
      return pool.one(super.deserialize(json, context));
    }
  }

  private static final class Strings extends StringDeserializer {
    private static final long serialVersionUID = 1L;

    private final transient Pool<String> pool = new Pool<>(PLACES);

    @Override
    public String deserialize(JsonParser json, DeserializationContext context) throws IOException {
      String text = super.deserialize(json, context);
      return text == null || text.length() > LONGEST ? text : pool.one(text);
    }
  }

  /** The trees cannot be changed: they are everybody's. */
  private static final class Fields extends StdDeserializer<FieldsV1> {
    private static final long serialVersionUID = 1L;

    private final transient Pool<Map<String, Object>> pool = new Pool<>(PLACES);

    Fields() {
      super(FieldsV1.class);
    }

    @Override
    public FieldsV1 deserialize(JsonParser json, DeserializationContext context)
        throws IOException {
      if (!json.isExpectedStartObjectToken()) {
        return (FieldsV1) context.handleUnexpectedToken(FieldsV1.class, json);
      }
      FieldsV1 fields = new FieldsV1();
      fields.setAdditionalProperties(tree(json, context));
      return fields;
    }

    private Map<String, Object> tree(JsonParser json, DeserializationContext context)
        throws IOException {
      var tree = new LinkedHashMap<String, Object>();
      for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
        Object value =
            json.nextToken() == JsonToken.START_OBJECT
                ? tree(json, context)
                : context.readValue(json, Object.class);
        tree.put(name, value);
      }
      return tree.isEmpty() ? Map.of() : pool.one(Collections.unmodifiableMap(tree));
    }
  }
}
