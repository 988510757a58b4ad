package dev.realtime.server.proxy;

/** Agreement of the backend that ends at some time. */
interface Expiring {
  /** When it does, seconds since the Unix epoch; 0 for never. */
  long expireAt();
}
