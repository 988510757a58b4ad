-- Publishes into a channel without history, unless its idempotency key was already seen.
--
-- KEYS[1] mark of the idempotency key
-- ARGV[1] PUBLISH or SPUBLISH; empty: nothing is delivered, and the message is in the answer
-- ARGV[2] pub/sub channel       ARGV[3] message
-- ARGV[4] time the idempotency key is remembered, ms
--
-- Returns {offset, epoch, suppressed 0|1, message}, the last only where it was not delivered; there is no stream, so offset is 0 and epoch empty.

if not redis.call('SET', KEYS[1], '', 'NX', 'PX', ARGV[4]) then
  return {'0', '', 1}
end
if ARGV[1] == '' then
  return {'0', '', 0, ARGV[3]}
end
redis.call(ARGV[1], ARGV[2], ARGV[3])
return {'0', '', 0}
