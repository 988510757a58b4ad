package dev.realtime.operator.console;

import io.fabric8.kubernetes.api.model.authentication.UserInfo;
import java.util.List;
import java.util.Map;

/**
 * A person, as the API server knows them.
 *
 * @param name user name
 * @param uid may be empty
 * @param groups they are in
 * @param extra what the authenticator says besides
 */
record User(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  User {
    groups = List.copyOf(groups);
    extra = Map.copyOf(extra);
  }

  static User of(UserInfo info) {
    return new User(
        info.getUsername(),
        info.getUid() == null ? "" : info.getUid(),
        info.getGroups() == null ? List.of() : info.getGroups(),
        info.getExtra() == null ? Map.of() : info.getExtra());
  }
}
