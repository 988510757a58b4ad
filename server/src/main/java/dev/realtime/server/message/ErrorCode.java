package dev.realtime.server.message;

/**
 * The error in an answer to a command.
 *
 * @param code see {@link Codes}; 400–1999 are the application's own
 * @param message one line for developers
 * @param temporary whether the same command may succeed later
 */
public record ErrorCode(int code, String message, boolean temporary) {}
