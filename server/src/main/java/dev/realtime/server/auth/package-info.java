/**
 * Who a client is, and what it may show for it: tokens, origins and API keys.
 *
 * <p>Start at {@link dev.realtime.server.auth.TokenVerifier}: a compact JWT goes in, a {@link
 * dev.realtime.server.auth.TokenOutcome} comes out. It takes the token apart ({@link
 * dev.realtime.server.auth.CompactToken}), finds the keys that may have signed it ({@link
 * dev.realtime.server.auth.KeyRing} from files, {@link dev.realtime.server.auth.JwksKeys} from an
 * endpoint), checks the signature, and only then reads claims ({@link
 * dev.realtime.server.auth.ClaimsReader}) and holds them against {@link
 * dev.realtime.server.auth.TokenRules}.
 *
 * <p>Which key may verify which algorithm is decided by the key's own type, never by the token: an
 * RSA key never serves as an HMAC secret, and headers that carry or name a key ({@code jwk}, {@code
 * jku}, {@code x5c}, {@code x5u}) are not looked at.
 *
 * <p>Nothing here blocks the caller. HMAC is checked where it is called, for it costs two
 * microseconds with all the rest; RSA and ECDSA cost 40 to 2,000 and go to an executor with a
 * bounded queue. No text that leaves this package, to logs or to clients, holds a token or a key.
 */
@NullMarked
package dev.realtime.server.auth;

import org.jspecify.annotations.NullMarked;
