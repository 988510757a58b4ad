-- Reads a channel's stream, and makes its epoch if there is none yet.
--
-- KEYS[1] meta hash   KEYS[2] stream (both as in publish.lua)
-- ARGV[1] epoch to use if the stream has none yet
-- ARGV[2] time the meta hash is kept, ms
-- ARGV[3] most publications to return; 0 none, -1 all
-- ARGV[4] offset to read from, exclusive; empty to read from the end that comes first
-- ARGV[5] epoch of that offset; empty if unknown. In another epoch it names nothing.
-- ARGV[6] "1" for newest first
--
-- Returns {offset, epoch, entries, head} with entries as XRANGE answers them; head is the beginning
-- of the publication at offset, which has the time it was accepted, and empty if it is not kept.

local meta = redis.call('HMGET', KEYS[1], 'e', 'o')
local epoch, offset = meta[1], meta[2] or '0'
if not epoch then
  epoch = ARGV[1]
  redis.call('DEL', KEYS[2])
  redis.call('HSET', KEYS[1], 'e', epoch)
end
if ARGV[2] ~= '0' then
  -- A server that refuses writes (a failing disk, too few replicas) is still read; a replica is not.
  local renewed = redis.pcall('PEXPIRE', KEYS[1], ARGV[2])
  if type(renewed) == 'table' and renewed.err and string.find(renewed.err, 'READONLY', 1, true) then
    return renewed
  end
end

-- 12 bytes: Envelope.HEAD.
local head = ''
local last = redis.call('XREVRANGE', KEYS[2], offset .. '-0', offset .. '-0', 'COUNT', 1)
if last[1] then
  head = string.sub(last[1][2][2], 1, 12)
end

-- Before offset 0 there is nothing, and "(0-0" is no id to Redis.
local before_all = ARGV[4] == '0' and ARGV[6] == '1'
if ARGV[3] == '0' or before_all or (ARGV[5] ~= '' and ARGV[5] ~= epoch) then
  return {offset, epoch, {}, head}
end

local range = {'XRANGE', KEYS[2], '-', '+'}
if ARGV[6] == '1' then
  range = {'XREVRANGE', KEYS[2], '+', '-'}
end
if ARGV[4] ~= '' then
  -- Ids are "<offset>-0", so "(" (exclusive, Redis 6.2) is the neighbour on either side.
  range[3] = '(' .. ARGV[4] .. '-0'
end
if ARGV[3] ~= '-1' then
  range[5] = 'COUNT'
  range[6] = ARGV[3]
end
return {offset, epoch, redis.call(unpack(range)), head}
