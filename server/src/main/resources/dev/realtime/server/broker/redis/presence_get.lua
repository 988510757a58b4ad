-- Everybody in a channel.
--
-- KEYS as in presence_common.lua
-- Returns {client, stored, client, stored, ...}; stored as in presence_common.lua.

return redis.call('HGETALL', KEYS[2])
