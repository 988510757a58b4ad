/**
 * The broker on Redis.
 *
 * <p>{@link dev.realtime.server.broker.redis.RedisBroker} is the door; {@link
 * dev.realtime.server.broker.redis.RedisSettings} says where Redis is and what it may cost. Inside:
 *
 * <ul>
 *   <li><b>What is said:</b> {@code Requests} turns each operation into one {@code Request} with
 *       its {@code Script}; {@code Names} names keys and channels; {@code Envelope} is what stands
 *       in Redis.
 *   <li><b>To whom:</b> a {@code Router} finds the {@code Link} of a channel.
 *   <li><b>Over what:</b> a {@code Link} is one shard with two connections, a {@code Wire} that
 *       asks and an {@code Ear} that hears, opened by {@code Opener}, kept by {@code Kept}; {@code
 *       Pulse} is the heartbeat that finds them hung or deaf; {@code Subscriptions} is what the ear
 *       shall hear.
 *   <li><b>And back:</b> {@code Deliveries} hands messages over {@code Lane}s to the listener.
 *   <li><b>Bounds:</b> {@code InFlight} for what goes out, {@code Lane} for what comes in.
 * </ul>
 *
 * <p>Threads: Redis' event loops only append to queues. One supervisor thread makes, watches and
 * gives up connections and owns all subscriptions; each lane has a thread that calls the listener.
 *
 * <p>What a failure means to a caller: an operation that fails with a timeout or a lost connection
 * may have been done. A publisher that repeats it uses an idempotency key. Order among publications
 * of one channel that are in flight at once is the order of the calls, except when the server has
 * just lost its scripts.
 *
 * <p>The least ACL user, with {@code realtime} as the prefix (a test holds it to that): {@code
 * ~realtime:* &realtime:* -@all +evalsha +eval +script|load +publish +subscribe +unsubscribe +ping
 * +time +get +set +del +pexpire +pttl +hget +hmget +hset +hincrby +hdel +hgetall +hlen +xadd
 * +xrange +xrevrange +zadd +zrem +zcard +zrangebyscore}; in Cluster also {@code +asking
 * +cluster|info +cluster|slots +spublish +ssubscribe +sunsubscribe}; at sentinels {@code
 * &+switch-master -@all +ping +subscribe +sentinel|master}.
 *
 * <p>Keys are compatible with Redis 6.2; sharded pub/sub needs 7.
 */
@NullMarked
package dev.realtime.server.broker.redis;

import org.jspecify.annotations.NullMarked;
