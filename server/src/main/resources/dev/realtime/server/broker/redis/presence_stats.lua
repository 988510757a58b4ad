-- How many are in a channel.
--
-- KEYS as in presence_common.lua
-- Returns {clients, users}.

return {redis.call('ZCARD', KEYS[1]), redis.call('HLEN', KEYS[3])}
