-- Notes that a client is in a channel.
--
-- KEYS as in presence_common.lua
-- ARGV[1] client   ARGV[2] user   ARGV[3] encoded client info   ARGV[4] time it stays, ms

local client, user, ttl = ARGV[1], ARGV[2], tonumber(ARGV[4])
local stored = redis.call('HGET', KEYS[2], client)
if stored and user_of(stored) ~= user then
  forget(client)
  stored = false
end
if not stored then
  redis.call('HINCRBY', KEYS[3], user, 1)
end
redis.call('HSET', KEYS[2], client, #user .. ':' .. user .. ARGV[3])
redis.call('ZADD', KEYS[1], now + ttl, client)
for _, key in ipairs(KEYS) do
  if redis.call('PTTL', key) < ttl then
    redis.call('PEXPIRE', key, ttl)
  end
end
return 1
