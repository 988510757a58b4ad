package dev.realtime.server.message;

/**
 * Why a subscription ended.
 *
 * @param code from 2500 on, SDKs subscribe again at once
 * @param reason one line for developers
 */
public record Unsubscribe(int code, String reason) {}
